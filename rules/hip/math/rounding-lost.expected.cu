#include <hip/hip_runtime.h>
#include <hip/hip_fp16.h>

__global__ void bounds(const float* x, half* low, half* high, const int* n) {
    int i = threadIdx.x;
    // expect: hip/math/rounding-lost
    low[i] = __float2half_rd(x[i]);
    // expect: hip/math/rounding-lost
    high[i] = __int2half_ru(n[i]);
    // ok: hip/math/rounding-lost
    low[i + 1] = __float2half_rn(x[i]);
}
