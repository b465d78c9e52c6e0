#include <hip/hip_runtime.h>

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
