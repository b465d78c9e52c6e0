#include <cnrt.h>
#include <cn_api.h>

extern const char kernels_ptx[];

CNmodule load(const void* image) {
    CNmodule module = nullptr;
    // expect: cuda/driver/module-image
    cuModuleLoadData(&module, kernels_ptx);
    // ok: cuda/driver/module-image
    cuModuleLoadData(&module, image);
    return module;
}
