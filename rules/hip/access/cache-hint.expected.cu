#include <hip/hip_runtime.h>

__global__ void scale(const float4* from, float4* to, float* sums, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n) return;
    // expect: hip/access/cache-hint
    float4 v = (*(from + i));
    v.x *= 2.0f;
    // ok: hip/access/cache-hint
    v.y += __ldg(&from->y);
    // expect: hip/access/cache-hint
    *(to + i) = v;
    // expect: hip/access/cache-hint
    float x = from[i].x + (*(from + i)).w;
    // expect: hip/access/cache-hint
    sums[n] = x;
    // expect: hip/access/cache-hint
    if (i % 64 == 0) *(sums + i / 64) = v.x + v.y;
}
