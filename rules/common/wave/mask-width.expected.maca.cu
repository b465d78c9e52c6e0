#include <mcr/mc_runtime.h>

__device__ int sum(int value, unsigned mask, unsigned long long wide) {
    // expect: cuda/wave/mask-width
    value += __shfl_xor_sync(mask, value, 1);
    // expect: cuda/wave/mask-width
    value += __shfl_down_sync(0x0000ffff, value, 8);
    // ok: cuda/device/full-mask
    value += __shfl_down_sync(wide, value, 4);
    return value;
}

template <class Mask>
__global__ void all(int* x, Mask any) {
    // ok: cuda/wave/mask-width
    x[threadIdx.x] = __shfl_sync(any, x[threadIdx.x], 0) + sum(1, 2, 3);
}

__global__ void meet(int* x, unsigned mask, unsigned long long wide) {
    // expect: cuda/wave/mask-width
    __syncwarp(mask);
    // expect: cuda/wave/mask-width
    __syncwarp(0x0000ffff);
    __syncwarp(wide);
    // ok: cuda/wave/mask-width
    __syncwarp(~0ULL);
    // ok: cuda/wave/mask-width
    x[0] = __shfl_xor_sync(~0ULL, x[0], 1) + __shfl_xor_sync(~0ULL, x[0], 1);
    // ok: cuda/wave/mask-width
    x[1] = __shfl_xor_sync(~0ULL, x[1], 1);
}
