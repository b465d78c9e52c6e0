#include <hip/hip_runtime.h>
#include <hip/hip_fp16.h>

__global__ void clear(half2* o, half* h) {
    half2 r;
    // expect: hip/device/half-braces
    r = {};
    // ok: hip/device/half-braces
    half2 zero = {};
    __half last = h[0];
    // expect: hip/device/half-braces
    if (__hlt(last, h[1])) last = {};
    // ok: hip/device/half-braces
    half first;
    first = half{};
    o[0] = __hadd2(r, zero);
    h[2] = __hadd(first, last);
}

using scalar = __half;
typedef half2 pair_t;
// ok: hip/device/half-braces
using quiet = half;

struct state {
    half2 sum, parts[4];
    // expect: hip/device/half-braces
    __device__ void reset() { sum = {}; }
};

__device__ scalar clear(state* s, scalar given) {
    scalar z;
    // expect: hip/device/half-braces
    z = {};
    pair_t y;
    // expect: hip/device/half-braces
    y = {};
    // expect: hip/device/half-braces
    s->parts[1] = {};
    quiet q = {};
    return z;
}

__device__ void element(half2& r) {
    half p[2];
    // expect: hip/device/half-braces
    p[0] = {};
    // expect: hip/device/half-braces
    r = {};
}

__device__ void parameter(half2* o) {
    // expect: hip/device/half-braces
    *o = {};
}
