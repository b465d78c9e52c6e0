#include <hip/hip_runtime.h>

// expect: cuda/wave/mask-constant
#define FULL_MASK 0xffffffffffffffffULL
// ok: cuda/wave/mask-constant
#define COLOR_MASK 0xffffffff

// ported: cuda/wave/mask-constant
#define FINAL 0xffffffffffffffffULL
// ok: cuda/wave/mask-constant
#define EVERYTHING 0xffffffffu

// expect: cuda/wave/mask-constant
constexpr unsigned long long kWarpMask = 0xffffffffffffffffULL;

__global__ void sum(int* x) {
    // ported: cuda/wave/mask-constant
    const unsigned long long full_mask = 0xffffffffffffffffULL;
    int value = x[threadIdx.x];
    value += __shfl_down_sync(FULL_MASK, value, 16);
    value += __shfl_down_sync(kWarpMask, value, 8);
    value += __shfl_down_sync(full_mask, value, 4);
    // ok: hip/names/device
    value += __shfl_xor_sync(FINAL, value, 1, 32);
    value += __any_sync(EVERYTHING, value) & EVERYTHING;
    x[threadIdx.x] = value & COLOR_MASK;
}

constexpr unsigned long long kAllLanesMask = 0xffffffffffffffffULL;

template <int N>
__device__ int any_name(int value) {
    constexpr unsigned long long m = 0xffffffffffffffffULL;
    static constexpr unsigned long long all{0xffffffffffffffffULL};
    const unsigned long long lanes = 0xffffffffffffffffULL;
    // ok: cuda/wave/mask-width
    value += __shfl_xor_sync(m, value, N) + __shfl_xor_sync(all, value, N, 32) + __shfl_sync(lanes, value, 0, 32);
    // ok: cuda/wave/mask-width
    value += __shfl_xor_sync(kAllLanesMask, value, 2);
    unsigned some = 0xffffffff;
    some &= value;
    // expect: cuda/wave/mask-width
    value += __shfl_xor_sync(some, value, 1);
    uint32_t passed = 0xffffffff;
    // expect: cuda/wave/mask-width
    return __shfl_xor_sync(passed, value, 1) + named(value, passed);
}

__device__ int given(unsigned mask, int value) {
    // expect: cuda/wave/mask-width
    return __shfl_xor_sync(mask, value, 1, 32);
}

__device__ int gives(int value) {
    // ported: cuda/wave/mask-constant
    constexpr unsigned long long kAllMask = 0xffffffffffffffffULL;
    return given(kAllMask, __shfl_xor_sync(kAllMask, value, 2, 32));
}
