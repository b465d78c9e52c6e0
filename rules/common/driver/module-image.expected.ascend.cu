#include <acl/acl.h>

extern const char kernels_ptx[];

aclrtBinHandle load(const void* image) {
    aclrtBinHandle module = nullptr;
    // expect: cuda/driver/module-image
    cuModuleLoadData(&module, kernels_ptx);
    // ok: cuda/driver/module-image
    cuModuleLoadData(&module, image);
    return module;
}
