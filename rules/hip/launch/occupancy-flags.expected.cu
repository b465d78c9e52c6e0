#include <hip/hip_runtime.h>

__global__ void kernel(float* x) {
    x[threadIdx.x] *= 2;
}

int fits(int threads) {
    int blocks = 0;
    // expect: hip/launch/occupancy-flags
    hipOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(&blocks, kernel, threads, 0, hipOccupancyDisableCachingOverride);
    // ok: hip/launch/occupancy-flags
    hipOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(&blocks, kernel, threads, 0, hipOccupancyDefault);
    return blocks;
}
