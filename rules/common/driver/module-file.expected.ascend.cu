#include <acl/acl.h>

aclrtBinHandle load(const char* path) {
    aclrtBinHandle module = nullptr;
    // expect: cuda/driver/module-file
    cuModuleLoad(&module, "kernels.ptx");
    // ok: cuda/driver/module-file
    cuModuleLoad(&module, path);
    return module;
}
