#include <cstdio>

#include <cuda_runtime.h>

__global__ void report(const float* x) {
    // ok: hip/device/printed-coordinate
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    // expect: hip/device/printed-coordinate
    printf("thread %u: %f\n", threadIdx.x, x[i]);
}
