#include <cuda.h>

CUmodule load(const char* path) {
    CUmodule module = nullptr;
    // expect: hip/driver/module-file
    cuModuleLoad(&module, "kernels.ptx");
    // ok: hip/driver/module-file
    cuModuleLoad(&module, path);
    return module;
}
