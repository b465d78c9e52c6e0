#include <mcr/mc_runtime.h>

__global__ void k(float *o) {
    float v = o[threadIdx.x];
    // expect: cuda/wave/shuffle-width
    v += __shfl_sync(~0ULL, v, 0);
    // expect: cuda/wave/shuffle-width
    for (int i = 16; i > 0; i /= 2) v += __shfl_down_sync(~0ULL, v, i);
    // expect: cuda/wave/shuffle-width
    v += __shfl_up(v, 1);
    // ok: cuda/wave/shuffle-width
    v += __shfl_sync(~0ULL, v, 0, 32);
    // ok: cuda/wave/shuffle-width
    for (int i = warpSize / 2; i > 0; i /= 2) v += __shfl_down_sync(~0ULL, v, i);
    // ok: cuda/wave/shuffle-width
    for (int i = 1; i < 32; i <<= 1) v += __shfl_xor_sync(~0ULL, v, i);
    o[threadIdx.x] = v;
}

// In the body of a macro, which only device code can use.
// expect: cuda/wave/shuffle-width
#define EXCHANGED(value, lane) ((value) += __shfl_sync(~0ULL, (value), (lane) ^ 1))
// ok: cuda/wave/shuffle-width
#define BELOW(value, by) __shfl_down_sync(~0ULL, (value), (by), 32)
