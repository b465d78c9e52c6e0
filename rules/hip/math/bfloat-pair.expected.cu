#include <hip/hip_runtime.h>
#include <hip/hip_bf16.h>

__global__ void pairs(const float* x, __hip_bfloat162* o) {
    float a = x[threadIdx.x];
    // expect: hip/math/bfloat-pair
    __hip_bfloat162 p = __bfloat162bfloat162(__float2bfloat16(a));
    // expect: hip/math/bfloat-pair
    __hip_bfloat162 q = __halves2bfloat162(__float2bfloat16(a), p.y);
    // expect: hip/math/bfloat-pair
    o[threadIdx.x] = __hfma2(p, q, __float22bfloat162_rn(make_float2(a, x[0])));
    // ok: hip/math/bfloat-pair
    o[1] = __halves2bfloat162(p.x, q.y);
}
