#include <hip/hip_runtime.h>

hipModule_t load(const char* path) {
    hipModule_t module = nullptr;
    // expect: cuda/driver/module-file
    hipModuleLoad(&module, "kernels.ptx");
    // ok: cuda/driver/module-file
    hipModuleLoad(&module, path);
    return module;
}
