#include <nvrtc.h>

#include <vector>

std::vector<char> code_of(nvrtcProgram program) {
    size_t size = 0;
    // expect: hip/rtc/cubin
    nvrtcGetCUBINSize(program, &size);
    std::vector<char> code(size);
    // expect: hip/rtc/cubin
    nvrtcGetCUBIN(program, code.data());
    // ok: hip/rtc/cubin
    nvrtcGetPTXSize(program, &size);
    return code;
}
