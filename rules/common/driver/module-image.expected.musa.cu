#include <musa_runtime.h>
#include <musa.h>

extern const char kernels_ptx[];

MUmodule load(const void* image) {
    MUmodule module = nullptr;
    // expect: cuda/driver/module-image
    muModuleLoadData(&module, kernels_ptx);
    // ok: cuda/driver/module-image
    muModuleLoadData(&module, image);
    return module;
}
