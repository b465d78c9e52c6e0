#include <cuda_runtime.h>

template <int N> struct Told { static constexpr auto value = N; };

struct Ray {
    // expect: hip/device/vector-of-one
    float3 from{1.0f}, to;
};

using vector = double2;

// expect: hip/device/vector-of-one
__device__ vector along(double x) { return {x}; }

__global__ void start(float4* to, float first) {
    // expect: hip/device/vector-of-one
    float4 a = {first};
    // expect: hip/device/vector-of-one
    const float4 b{1.0f};
    // expect: hip/device/vector-of-one
    float4 told{Told<0>::value};
    // expect: hip/device/vector-of-one
    float4 one{first}, other = {first};
    // expect: hip/device/vector-of-one
    to[1] = float4{first};
    // expect: hip/device/vector-of-one
    to[2] = {first};
    // ok: hip/device/vector-of-one
    float4 same{one}, rest{0}, four{first, 0, 0, 0};
    // ok: hip/device/vector-of-one
    float4 c = {first, 0, 0, 0};
    // ok: hip/device/vector-of-one
    float4 whole[1] = {{first, 0, 0, 0}};
    // ok: hip/device/vector-of-one
    float4 several[] = {c};
    a.x += whole[0].x + several[0].x;
    a.x += told.x + other.x + same.x + rest.x + four.x + b.x + c.w;
    to[threadIdx.x] = a;
}
