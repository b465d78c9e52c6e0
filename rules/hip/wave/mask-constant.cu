#include <cuda_runtime.h>

// expect: hip/wave/mask-constant
#define FULL_MASK 0xffffffff
// ok: hip/wave/mask-constant
#define COLOR_MASK 0xffffffff

// expect: hip/wave/mask-constant
constexpr unsigned kWarpMask = 0xFFFFFFFFu;

__global__ void sum(int* x) {
    // ported: hip/wave/mask-constant
    const unsigned int full_mask = 0xffffffff;
    int value = x[threadIdx.x];
    value += __shfl_down_sync(FULL_MASK, value, 16);
    value += __shfl_down_sync(kWarpMask, value, 8);
    value += __shfl_down_sync(full_mask, value, 4);
    x[threadIdx.x] = value & COLOR_MASK;
}
