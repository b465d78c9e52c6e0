#include <hip/hip_runtime.h>

extern const char kernels_ptx[];

hipModule_t load(const void* image) {
    hipModule_t module = nullptr;
    // expect: cuda/driver/module-image
    hipModuleLoadData(&module, kernels_ptx);
    // ok: cuda/driver/module-image
    hipModuleLoadData(&module, image);
    return module;
}
