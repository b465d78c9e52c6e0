#include <mcr/mc_runtime.h>
#include <mcr/maca.h>

extern const char kernels_ptx[];

mcModule_t load(const void* image) {
    mcModule_t module = nullptr;
    // expect: cuda/driver/module-image
    mcModuleLoadData(&module, kernels_ptx);
    // ok: cuda/driver/module-image
    mcModuleLoadData(&module, image);
    return module;
}
