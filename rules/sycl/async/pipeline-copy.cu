#include <cuda_pipeline.h>

__global__ void load(const float4* from, float* to) {
    __shared__ float4 tile[32];
    // expect: sycl/async/pipeline-copy
    __pipeline_memcpy_async(&tile[threadIdx.x], &from[threadIdx.x], sizeof(float4));
    // expect: sycl/async/pipeline-copy
    __pipeline_commit();
    // expect: sycl/async/pipeline-copy
    __pipeline_wait_prior(0);
    // ok: sycl/async/pipeline-copy
    to[threadIdx.x] = tile[threadIdx.x].x;
}
