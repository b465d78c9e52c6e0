#include <cuda.h>

CUmodule load(const void* image, char* log, size_t size) {
    CUjit_option options[] = {CU_JIT_INFO_LOG_BUFFER, CU_JIT_INFO_LOG_BUFFER_SIZE_BYTES};
    void* values[] = {log, (void*)size};
    CUmodule module = nullptr;
    // expect: hip/driver/jit-options
    cuModuleLoadDataEx(&module, image, 2, options, values);
    // ok: hip/driver/jit-options
    cuModuleLoadDataEx(&module, image, 0, nullptr, nullptr);
    return module;
}
