#include <mcr/mc_runtime.h>

#define FULL_MASK 0xffffffffffffffffULL

template <class T>
__device__ T sum(T value, unsigned mask) {
    for (int offset = 16; offset > 0; offset /= 2) {
        // expect: cuda/wave/shuffle-width
        value += __shfl_down_sync(~0ULL, value, offset);
    }
    // expect: cuda/device/full-mask
    value = __shfl_sync(~0ULL, /* of the first lane */ value, 0, 32);
    // ok: cuda/device/full-mask
    value += __shfl_xor_sync(mask, value, 1);
    // expect: cuda/wave/group-vote
    return __any_sync(~0ULL, value > T(0)) ? value : T(0);
}

__global__ void reduce(int* x) {
    // expect: cuda/device/full-mask
    __syncwarp(~0ULL);
    // expect: cuda/device/full-mask
    x[0] += __reduce_add_sync(~0ULL, x[threadIdx.x]);
    // ok: cuda/device/full-mask
    x[threadIdx.x] = sum<int>(x[threadIdx.x], FULL_MASK);
}

__device__ int half_sum(int value) {
    // expect(hip): cuda/device/full-mask
    value += __shfl_xor_sync(FULL_MASK, value, 16, 32);
    // expect: cuda/device/full-mask
    __syncwarp(~0ULL);
    return value;
}

__global__ void partly(int* x, int n) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x, wave = threadIdx.x / warpSize;
    // ok: cuda/wave/mask-width
    x[0] = threadIdx.x < 32 ? half_sum(x[i]) : 0;
    if (wave == 0) {
        // expect: cuda/device/full-mask
        x[0] += __shfl_down_sync(~0ULL, x[0], 4, 32);
    }
    if (i >= n) return;
    // expect: cuda/device/full-mask
    x[i] += __shfl_xor_sync(~0ULL, x[i], 1, 32);
}
