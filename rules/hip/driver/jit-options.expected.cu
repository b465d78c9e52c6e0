#include <hip/hip_runtime.h>

hipModule_t load(const void* image, char* log, size_t size) {
    hipJitOption options[] = {hipJitOptionInfoLogBuffer, hipJitOptionInfoLogBufferSizeBytes};
    void* values[] = {log, (void*)size};
    hipModule_t module = nullptr;
    // expect: hip/driver/jit-options
    hipModuleLoadDataEx(&module, image, 2, options, values);
    // ok: hip/driver/jit-options
    hipModuleLoadDataEx(&module, image, 0, nullptr, nullptr);
    return module;
}
