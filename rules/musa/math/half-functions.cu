#include <cuda_bf16.h>
#include <cuda_fp16.h>

__device__ __half wave(const __half x) {
    // expect: musa/math/half-functions
    return hsin(x);
}

__device__ __nv_bfloat16 grow(__nv_bfloat16 x) {
    // expect: musa/math/half-functions
    x = htrunc(x);
    // expect: musa/math/half-functions
    return hexp(x);
}

__device__ half plain(half x) {
    // ok: musa/math/half-functions
    return hexp(x);
}
