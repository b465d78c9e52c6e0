#include <cuda_runtime.h>

template <int N> struct Told { static constexpr auto value = N; };

__global__ void start(float4* to, float first) {
    // expect: hip/device/vector-of-one
    float4 a = {first};
    // expect: hip/device/vector-of-one
    const float4 b{1.0f};
    // expect: hip/device/vector-of-one
    float4 told{Told<0>::value};
    // ok: hip/device/vector-of-one
    float4 c = {first, 0, 0, 0};
    // ok: hip/device/vector-of-one
    float4 whole[1] = {{first, 0, 0, 0}};
    // ok: hip/device/vector-of-one
    float4 several[] = {c};
    a.x += whole[0].x + several[0].x;
    a.x += told.x + b.x + c.w;
    to[threadIdx.x] = a;
}
