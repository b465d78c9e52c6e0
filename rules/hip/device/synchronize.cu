#include <cuda_runtime.h>

__device__ int done;

__global__ void parent() {
    done = 0;
    // expect: hip/device/synchronize
    cudaDeviceSynchronize();
    done = 1;
}

void start() {
    parent<<<1, 1>>>();
    // ok: hip/device/synchronize
    cudaDeviceSynchronize();
}

__host__ __device__ void meet() {
#ifndef __CUDA_ARCH__
    // ok: hip/device/synchronize
    cudaDeviceSynchronize();
#endif
}
