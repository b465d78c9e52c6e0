#include <mcr/mc_runtime.h>
#include <mcr/maca.h>

mcModule_t load(const char* path) {
    mcModule_t module = nullptr;
    // expect: cuda/driver/module-file
    mcModuleLoad(&module, "kernels.ptx");
    // ok: cuda/driver/module-file
    mcModuleLoad(&module, path);
    return module;
}
