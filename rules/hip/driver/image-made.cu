#include <cuda.h>
#include <nvrtc.h>
#include <string>

CUmodule compiled(nvrtcProgram program, size_t size) {
    std::string image(size, '\0');
    nvrtcGetCUBIN(program, &image[0]);
    CUmodule module;
    // expect: hip/driver/image-made
    cuModuleLoadData(&module, image.data());
    // expect: hip/driver/image-made
    cuModuleLoadDataEx(&module, image.c_str(), 0, nullptr, nullptr);
    return module;
}

CUmodule linked(CUlinkState state) {
    void* image;
    size_t size;
    cuLinkComplete(state, &image, &size);
    CUmodule module;
    // expect: hip/driver/image-made
    cuModuleLoadData(&module, image);
    return module;
}

CUmodule ready(const void* image) {
    CUmodule module;
    // ok: hip/driver/image-made
    cuModuleLoadData(&module, image);
    return module;
}
