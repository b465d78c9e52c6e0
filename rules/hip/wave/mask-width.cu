#include <cuda_runtime.h>

__device__ int sum(int value, unsigned mask, unsigned long long wide) {
    // expect: hip/wave/mask-width
    value += __shfl_xor_sync(mask, value, 1);
    // expect: hip/wave/mask-width
    value += __shfl_down_sync(0x0000ffff, value, 8);
    // ok: hip/device/full-mask
    value += __shfl_down_sync(wide, value, 4);
    return value;
}

template <class Mask>
__global__ void all(int* x, Mask any) {
    // ok: hip/wave/mask-width
    x[threadIdx.x] = __shfl_sync(any, x[threadIdx.x], 0) + sum(1, 2, 3);
}
