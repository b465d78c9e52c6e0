#include <acl/acl.h>

__global__ void k(float *o) {
    float v = o[threadIdx.x];
    // expect: cuda/wave/shuffle-width
    v += asc_shfl(v, 0);
    // expect: cuda/wave/shuffle-width
    for (int i = 16; i > 0; i /= 2) v += asc_shfl_down(v, i);
    // expect: cuda/wave/shuffle-width
    v += asc_shfl_up(v, 1);
    // ok: cuda/wave/shuffle-width
    v += asc_shfl(v, 0, 32);
    // ok: cuda/wave/shuffle-width
    for (int i = warpSize / 2; i > 0; i /= 2) v += asc_shfl_down(v, i);
    // ok: cuda/wave/shuffle-width
    for (int i = 1; i < 32; i <<= 1) v += asc_shfl_xor(v, i);
    o[threadIdx.x] = v;
}

// In the body of a macro, which only device code can use.
// expect: cuda/wave/shuffle-width
#define EXCHANGED(value, lane) ((value) += asc_shfl((value), (lane) ^ 1))
// ok: cuda/wave/shuffle-width
#define BELOW(value, by) asc_shfl_down((value), (by), 32)
