#include <mcr/mc_runtime.h>

// expect: cuda/wave/lane-bit
__device__ unsigned below(int lane) { return (1u << lane) - 1; }
// ok: cuda/wave/lane-bit
__device__ unsigned long long all_below(int lane) { return (1ULL << lane) - 1; }
// ok: cuda/wave/lane-bit
__device__ unsigned bit(int n) { return 1u << n; }

__global__ void k(unsigned *o) {
    int l = threadIdx.x & (warpSize - 1);
    // expect: cuda/wave/lane-bit
    o[0] = 0xffffffff >> l;
    // expect: cuda/wave/lane-bit
    o[1] |= ~0u << l;
    int lane = threadIdx.x & 31;
    // ok: cuda/wave/lane-bit
    o[2] = 1 << lane;
}

__device__ bool voted(bool p, int lane) {
    // expect: cuda/wave/lane-bit
    return (__ballot_sync(~0ULL, p) & (1 << lane)) != 0;
}

__device__ bool voted_wide(bool p, int lane) {
    // ok: cuda/wave/lane-bit
    return (__ballot_sync(~0ULL, p) & (1ull << lane)) != 0;
}
