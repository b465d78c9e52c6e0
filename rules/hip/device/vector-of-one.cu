#include <cuda_runtime.h>

__global__ void start(float4* to, float first) {
    // expect: hip/device/vector-of-one
    float4 a = {first};
    // expect: hip/device/vector-of-one
    const float4 b{1.0f};
    // ok: hip/device/vector-of-one
    float4 c = {first, 0, 0, 0};
    a.x += b.x + c.w;
    to[threadIdx.x] = a;
}
