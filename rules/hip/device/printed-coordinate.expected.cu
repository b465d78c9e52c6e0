#include <cstdio>

#include <hip/hip_runtime.h>

__global__ void report(const float* x) {
    // ok: hip/device/printed-coordinate
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    // expect: hip/device/printed-coordinate
    printf("thread %u: %f\n", static_cast<unsigned int>(threadIdx.x), x[i]);
}
