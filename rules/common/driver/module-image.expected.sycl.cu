#include "port.hpp"

extern const char kernels_ptx[];

CUmodule load(const void* image) {
    CUmodule module = nullptr;
    // expect: cuda/driver/module-image
    cuModuleLoadData(&module, kernels_ptx);
    // ok: cuda/driver/module-image
    cuModuleLoadData(&module, image);
    return module;
}
