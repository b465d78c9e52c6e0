#include <hip/hip_runtime.h>

extern const char kernels_ptx[];

hipModule_t load(const void* image) {
    hipModule_t module = nullptr;
    // expect: hip/driver/module-image
    hipModuleLoadData(&module, kernels_ptx);
    // ok: hip/driver/module-image
    hipModuleLoadData(&module, image);
    return module;
}
