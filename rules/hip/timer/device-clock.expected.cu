#include <ctime>

#include <hip/hip_runtime.h>

__global__ void measure(float* x, long long* cycles) {
    // expect: hip/timer/device-clock
    long long start = wall_clock64();
    x[threadIdx.x] = sqrtf(x[threadIdx.x]);
    // expect: hip/timer/device-clock
    cycles[threadIdx.x] = wall_clock64() - start;
}

double processor_seconds() {
    // ok: hip/timer/device-clock
    return double(clock()) / CLOCKS_PER_SEC;
}
