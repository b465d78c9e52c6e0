#include <hip/hip_runtime.h>

hipModule_t load(const char* path) {
    hipModule_t module = nullptr;
    // expect: hip/driver/module-file
    hipModuleLoad(&module, "kernels.ptx");
    // ok: hip/driver/module-file
    hipModuleLoad(&module, path);
    return module;
}
