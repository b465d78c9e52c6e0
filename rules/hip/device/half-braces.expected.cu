#include <hip/hip_runtime.h>
#include <hip/hip_fp16.h>

__global__ void clear(half2* o, half* h) {
    // expect: hip/device/half-braces
    half2 r;
    r = {};
    // ok: hip/device/half-braces
    half2 zero = {};
    // expect: hip/device/half-braces
    __half last = h[0];
    if (__hlt(last, h[1])) last = {};
    // ok: hip/device/half-braces
    half first;
    first = half{};
    o[0] = __hadd2(r, zero);
    h[2] = __hadd(first, last);
}

// expect: hip/device/half-braces
using scalar = __half;
// expect: hip/device/half-braces
typedef half2 pair_t;
// ok: hip/device/half-braces
using quiet = half;

__device__ scalar clear(scalar given) {
    scalar z;
    z = {};
    pair_t y = given;
    y = {};
    quiet q = {};
    return z;
}

__device__ void element() {
    // expect: hip/device/half-braces
    half p[2];
    p[0] = {};
}

// expect: hip/device/half-braces
__device__ void parameter(half2* o) {
    *o = {};
}
