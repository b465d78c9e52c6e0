#include <cuda_runtime.h>

__global__ void shift(int* x, unsigned mask) {
    int next = x[threadIdx.x + 1];
    // expect: hip/wave/syncwarp-all
    __syncwarp();
    x[threadIdx.x] = next;
    // ok: hip/wave/syncwarp-all
    __syncwarp(mask);
}
