#include "port.hpp"

CUmodule load(const char* path) {
    CUmodule module = nullptr;
    // expect: cuda/driver/module-file
    cuModuleLoad(&module, "kernels.ptx");
    // ok: cuda/driver/module-file
    cuModuleLoad(&module, path);
    return module;
}
