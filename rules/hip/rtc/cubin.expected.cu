#include <hip/hip_runtime.h>
#include <hip/hiprtc.h>

#include <vector>

std::vector<char> code_of(hiprtcProgram program) {
    size_t size = 0;
    // expect: hip/rtc/cubin
    hiprtcGetCodeSize(program, &size);
    std::vector<char> code(size);
    // expect: hip/rtc/cubin
    hiprtcGetCode(program, code.data());
    // ok: hip/rtc/cubin
    hiprtcGetCodeSize(program, &size);
    return code;
}
