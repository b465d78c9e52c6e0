#include <cuda.h>
#include <nvrtc.h>
#include <string>
#include <vector>

static std::string taken(nvrtcProgram program) {
    size_t size;
    nvrtcGetPTXSize(program, &size);
    std::string text(size, '\0');
    nvrtcGetPTX(program, &text[0]);
    return text;
}

void built(std::vector<char> &code, const char *source) {
    nvrtcProgram program;
    nvrtcCreateProgram(&program, source, "k.cu", 0, nullptr, nullptr);
    std::string text = taken(program);
    code.assign(text.begin(), text.end());
}

std::string file_of(const std::string &path);

struct Kernel {
    std::string ptx;
};

void f(CUmodule *module, nvrtcProgram program, const char *source, Kernel *kernel) {
    std::string ptx = taken(program);
    // expect: hip/driver/image-of-function
    cuModuleLoadData(module, ptx.c_str());
    std::vector<char> code;
    built(code, source);
    // expect: hip/driver/image-of-function
    cuModuleLoadDataEx(module, code.data(), 0, nullptr, nullptr);
    kernel->ptx = taken(program);
    // expect: hip/driver/image-of-function
    cuModuleLoadData(module, kernel->ptx.data());
}

void g(CUmodule *module, nvrtcProgram program, const std::string &path) {
    std::string image = file_of(path);
    // ok: hip/driver/image-of-function
    cuModuleLoadData(module, image.data());
}

void h(CUmodule *module, nvrtcProgram program, const std::string &path) {
    std::string image;
    if ((image = file_of(path)).empty()) image = taken(program);
    // ok: hip/driver/image-of-function
    cuModuleLoadData(module, image.data());
}
