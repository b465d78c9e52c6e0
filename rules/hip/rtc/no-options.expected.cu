#include <hip/hip_runtime.h>
#include <hip/hiprtc.h>

void compile(hiprtcProgram program, int count, const char** options) {
    // expect: hip/rtc/no-options
    hiprtcCompileProgram(program, 0, nullptr);
    // ok: hip/rtc/no-options
    hiprtcCompileProgram(program, count, options);
}
