#include <hip/hip_runtime.h>
#include <hip/hiprtc.h>
#include <string>

hipModule_t compiled(hiprtcProgram program, size_t size) {
    std::string image(size, '\0');
    hiprtcGetCode(program, &image[0]);
    hipModule_t module;
    // expect: hip/driver/image-made
    hipModuleLoadData(&module, image.data());
    // expect: hip/driver/image-made
    hipModuleLoadDataEx(&module, image.c_str(), 0, nullptr, nullptr);
    return module;
}

hipModule_t linked(hipLinkState_t state) {
    void* image;
    size_t size;
    hipLinkComplete(state, &image, &size);
    hipModule_t module;
    // expect: hip/driver/image-made
    hipModuleLoadData(&module, image);
    return module;
}

hipModule_t ready(const void* image) {
    hipModule_t module;
    // ok: hip/driver/image-made
    hipModuleLoadData(&module, image);
    return module;
}
