#include <cuda_runtime.h>

__global__ void kernel(float* x) {
    x[threadIdx.x] *= 2;
}

int fits(int threads) {
    int blocks = 0;
    // expect: hip/launch/occupancy-flags
    cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(&blocks, kernel, threads, 0, cudaOccupancyDisableCachingOverride);
    // ok: hip/launch/occupancy-flags
    cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(&blocks, kernel, threads, 0, cudaOccupancyDefault);
    return blocks;
}
