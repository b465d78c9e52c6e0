#include <cuda_bf16.h>

__global__ void pairs(const float* x, __nv_bfloat162* o) {
    float a = x[threadIdx.x];
    // expect: hip/math/bfloat-pair
    __nv_bfloat162 p = __float2bfloat162_rn(a);
    // expect: hip/math/bfloat-pair
    __nv_bfloat162 q = make_bfloat162(__float2bfloat16(a), p.y);
    // expect: hip/math/bfloat-pair
    o[threadIdx.x] = __hfma2(p, q, __floats2bfloat162_rn(a, x[0]));
    // ok: hip/math/bfloat-pair
    o[1] = __halves2bfloat162(p.x, q.y);
}
