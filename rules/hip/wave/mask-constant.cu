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

constexpr int kAllLanesMask = -1;

template <int N>
__device__ int any_name(int value) {
    constexpr uint32_t m = 0xffffffff;
    static constexpr unsigned all{~0u};
    const auto lanes = 0xFFFFFFFFu;
    // ok: hip/wave/mask-width
    value += __shfl_xor_sync(m, value, N) + __shfl_xor_sync(all, value, N, 32) + __shfl_sync(lanes, value, 0, 32);
    // ok: hip/wave/mask-width
    value += __shfl_xor_sync(kAllLanesMask, value, 2);
    unsigned some = 0xffffffff;
    some &= value;
    // expect: hip/wave/mask-width
    value += __shfl_xor_sync(some, value, 1);
    uint32_t passed = 0xffffffff;
    // expect: hip/wave/mask-width
    return __shfl_xor_sync(passed, value, 1) + named(value, passed);
}
