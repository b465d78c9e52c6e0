#include <musa_runtime.h>
#include <musa_bf16.h>
#include <musa_fp16.h>

__device__ __half wave(const __half x) {
    // expect: musa/math/half-functions
    return __float2half(sinf(__half2float(x)));
}

__device__ __mt_bfloat16 grow(__mt_bfloat16 x) {
    // expect: musa/math/half-functions
    x = __float2bfloat16(truncf(__bfloat162float(x)));
    // expect: musa/math/half-functions
    return __float2bfloat16(expf(__bfloat162float(x)));
}

__device__ half plain(half x) {
    // ok: musa/math/half-functions
    return hexp(x);
}
