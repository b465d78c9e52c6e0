#include <cuda_runtime.h>

__global__ void child(float* x) {
    x[threadIdx.x] *= 2;
}

__global__ void parent(float* x, int n) {
    // expect: hip/device/dynamic-parallelism
    if (threadIdx.x == 0) child<<<1, n>>>(x);
}

void start(float* x, int n) {
    // ok: hip/device/dynamic-parallelism
    parent<<<1, 32>>>(x, n);
}
