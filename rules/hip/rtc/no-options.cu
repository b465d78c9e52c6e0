#include <nvrtc.h>

void compile(nvrtcProgram program, int count, const char** options) {
    // expect: hip/rtc/no-options
    nvrtcCompileProgram(program, 0, nullptr);
    // ok: hip/rtc/no-options
    nvrtcCompileProgram(program, count, options);
}
