#include <hip/hip_runtime.h>

__global__ void scale(const float4* from, float4* to) {
    __shared__ float4 tile[64];
    int i = threadIdx.x;
    // expect: hip/async/pipeline-copy
    __builtin_memcpy(&tile[i], from + blockIdx.x * 64 + i, sizeof(float4));
    // expect: hip/async/pipeline-copy
    static_cast<void>(0);
    // expect: hip/async/pipeline-copy
    static_cast<void>(0);
    // ok: hip/async/pipeline-copy
    __syncthreads();
    float4 v = tile[63 - i];
    v.x *= 2.0f;
    to[blockIdx.x * 64 + i] = v;
}
