#include <musa_runtime.h>
#include <musa.h>

MUmodule load(const char* path) {
    MUmodule module = nullptr;
    // expect: cuda/driver/module-file
    muModuleLoad(&module, "kernels.ptx");
    // ok: cuda/driver/module-file
    muModuleLoad(&module, path);
    return module;
}
