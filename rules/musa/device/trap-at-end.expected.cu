#include <musa_runtime.h>

__device__ float at(const float *row, int index) {
    if (index < 32) return row[index];
    // expect: musa/device/trap-at-end
    __trap(); __builtin_unreachable();
}

[[noreturn]] __device__ void stop() {
    // expect: musa/device/trap-at-end
    __trap(); __builtin_unreachable();
}

__device__ void check(int value) {
    if (value) {
        // ok: musa/device/trap-at-end
        __trap();
    }
}

__device__ int checked(int value) {
    // ok: musa/device/trap-at-end
    if (value < 0) __trap();
    return value;
}
