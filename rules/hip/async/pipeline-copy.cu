#include <cuda_pipeline.h>
#include <cuda_runtime.h>

__global__ void scale(const float4* from, float4* to) {
    __shared__ float4 tile[64];
    int i = threadIdx.x;
    // expect: hip/async/pipeline-copy
    __pipeline_memcpy_async(&tile[i], from + blockIdx.x * 64 + i, sizeof(float4));
    // expect: hip/async/pipeline-copy
    __pipeline_commit();
    // expect: hip/async/pipeline-copy
    __pipeline_wait_prior(0);
    // ok: hip/async/pipeline-copy
    __syncthreads();
    float4 v = tile[63 - i];
    v.x *= 2.0f;
    to[blockIdx.x * 64 + i] = v;
}
