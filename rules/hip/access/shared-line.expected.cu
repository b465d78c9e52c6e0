#include <hip/hip_runtime.h>

__global__ void wait_and_sum(const float* partial, int* ready, int* flag, float* total) {
    float sum = 0.0f;
    // expect: hip/access/shared-line
    for (int i = 0; i < gridDim.x; ++i) sum += (*(partial + i));
    // ok: hip/access/shared-line
    sum += __ldg(partial);
    // expect: hip/access/shared-line
    while (__hip_atomic_load(ready, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM) == 0) {
    }
    *total = sum;
    // expect: hip/access/shared-line
    __hip_atomic_store(flag, 1, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}

__global__ void vectors(const float4* in, float4* out) {
    float4 value = in[0];
    // expect: hip/access/shared-line
    *(out) = value;
    // expect: hip/access/shared-line
    out[1] = (*(in));
}
