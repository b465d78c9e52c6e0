#include <cnrt.h>
#include <cn_api.h>

CNmodule load(const char* path) {
    CNmodule module = nullptr;
    // expect: cuda/driver/module-file
    cuModuleLoad(&module, "kernels.ptx");
    // ok: cuda/driver/module-file
    cuModuleLoad(&module, path);
    return module;
}
