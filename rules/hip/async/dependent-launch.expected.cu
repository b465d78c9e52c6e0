#include <hip/hip_runtime.h>

__global__ void second(const float* x, float* y) {
    // expect: hip/async/dependent-launch
    static_cast<void>(0);
    y[threadIdx.x] = x[threadIdx.x];
    // expect: hip/async/dependent-launch
    static_cast<void>(0);
    // ok: hip/async/dependent-launch
    __threadfence();
}
