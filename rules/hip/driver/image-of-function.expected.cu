#include <hip/hip_runtime.h>
#include <hip/hiprtc.h>
#include <string>
#include <vector>

static std::string taken(hiprtcProgram program) {
    size_t size;
    hiprtcGetCodeSize(program, &size);
    std::string text(size, '\0');
    hiprtcGetCode(program, &text[0]);
    return text;
}

void built(std::vector<char> &code, const char *source) {
    hiprtcProgram program;
    hiprtcCreateProgram(&program, source, "k.cu", 0, nullptr, nullptr);
    std::string text = taken(program);
    code.assign(text.begin(), text.end());
}

std::string file_of(const std::string &path);

struct Kernel {
    std::string ptx;
};

void f(hipModule_t *module, hiprtcProgram program, const char *source, Kernel *kernel) {
    std::string ptx = taken(program);
    // expect: hip/driver/image-of-function
    hipModuleLoadData(module, ptx.c_str());
    std::vector<char> code;
    built(code, source);
    // expect: hip/driver/image-of-function
    hipModuleLoadDataEx(module, code.data(), 0, nullptr, nullptr);
    kernel->ptx = taken(program);
    // expect: hip/driver/image-of-function
    hipModuleLoadData(module, kernel->ptx.data());
}

void g(hipModule_t *module, hiprtcProgram program, const std::string &path) {
    std::string image = file_of(path);
    // ok: hip/driver/image-of-function
    hipModuleLoadData(module, image.data());
}

void h(hipModule_t *module, hiprtcProgram program, const std::string &path) {
    std::string image;
    if ((image = file_of(path)).empty()) image = taken(program);
    // ok: hip/driver/image-of-function
    hipModuleLoadData(module, image.data());
}
