#include <cuda_runtime.h>

__device__ void wait(volatile int* flag, void* scratch) {
    while (*flag == 0) {
        // expect: hip/device/pause
        __nanosleep(100);
    }
    // expect: hip/device/pause
    if (!__isShared(scratch)) __brkpt();
    // ok: hip/device/pause
    __threadfence();
}
