#include <cuda_bf16.h>
#include <cuda_fp16.h>

__device__ __nv_bfloat162 clamp(__nv_bfloat162 x, float most) {
    // expect: hip/math/bfloat-minimum
    x = __hmin2(x, __float2bfloat162_rn(most));
    // expect: hip/math/bfloat-minimum
    return __hmax2(x, x);
}

// Of halves there is none.
__device__ half2 clamp(half2 x, half2 most) {
    // ok: hip/math/bfloat-minimum
    return __hmin2(x, most);
}
