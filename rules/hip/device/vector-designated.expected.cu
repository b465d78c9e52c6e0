#include <hip/hip_runtime.h>

using vector = float4;

struct line {
    // expect: hip/device/vector-designated
    vector from{0, 0, 0, 1};
    vector to;
};

// expect: hip/device/vector-designated
line straight(float n) { return {.to = {n, n, n, n}}; }

struct pixel {
    int x, y;
};

// ok: hip/device/vector-designated
pixel first() { return {.x = 0, .y = 0}; }

__global__ void fill(float3* o, int n) {
    // expect: hip/device/vector-designated
    float3 d{1, 2, float(n)};
    // expect: hip/device/vector-designated
    float3 e = {.x = 1, .z = 3};
    // expect: hip/device/vector-designated
    int2 i = int2{n, n};
    // ok: hip/device/vector-designated
    float3 f = {1, 2, 3};
    // ok: hip/device/vector-designated
    uint2 u{};
    o[u.x] = make_float3(d.x + e.x, f.y + i.x, d.z);
}

template <class T>
__device__ T both(float x) {
    // expect: hip/device/vector-designated
    return T{.x = x, .y = x};
}

__global__ void halves(float2* o) {
    o[0] = both<float2>(1);
}
