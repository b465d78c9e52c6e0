#include <cuda.h>

extern const char kernels_ptx[];

CUmodule load(const void* image) {
    CUmodule module = nullptr;
    // expect: hip/driver/module-image
    cuModuleLoadData(&module, kernels_ptx);
    // ok: hip/driver/module-image
    cuModuleLoadData(&module, image);
    return module;
}
