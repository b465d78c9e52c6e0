#include <cuda_fp16.h>

__global__ void quantise(const half* x, int* r, short* s, half* h, unsigned char* u, long long* l) {
    int i = threadIdx.x;
    // expect: hip/math/half-to-integer
    r[i] = __half2int_rn(x[i]);
    // expect: hip/math/half-to-integer
    s[i] = __half2short_rn(__hmul(x[i], __float2half(127.f)));
    // expect: hip/math/half-to-integer
    u[i] = (unsigned char)__half2uint_ru(x[i]);
    // expect: hip/math/half-to-integer
    l[i] = __half2ll_rd(x[i]);
    // ok: hip/math/half-to-integer
    r[i + 1] = __half2int_rz(x[i]);
    // expect: hip/math/half-to-integer
    h[i] = __int2half_rd(r[i]);
    // ok: hip/math/half-to-integer
    h[i + 1] = __int2half_rn(r[i]);
}
