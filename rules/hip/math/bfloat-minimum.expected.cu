#include <hip/hip_runtime.h>
#include <hip/hip_bf16.h>
#include <hip/hip_fp16.h>

__device__ __hip_bfloat162 clamp(__hip_bfloat162 x, float most) {
    // expect: hip/math/bfloat-minimum
    x = __hmin2(x, __bfloat162bfloat162(__float2bfloat16(most)));
    // expect: hip/math/bfloat-minimum
    return __hmax2(x, x);
}

// Of halves there is none.
__device__ half2 clamp(half2 x, half2 most) {
    // ok: hip/math/bfloat-minimum
    return __hmin2(x, most);
}
