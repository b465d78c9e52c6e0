#include <hip/hip_runtime.h>
#include <hip/hip_fp16.h>

__global__ void quantise(const half* x, int* r, short* s, half* h, unsigned char* u, long long* l) {
    int i = threadIdx.x;
    // expect: hip/math/half-to-integer
    r[i] = __float2int_rn(__half2float(x[i]));
    // expect: hip/math/half-to-integer
    s[i] = static_cast<short>(::max(-32768, ::min(32767, __float2int_rn(__half2float(__hmul(x[i], __float2half(127.f)))))));
    // expect: hip/math/half-to-integer
    u[i] = (unsigned char)__float2uint_ru(__half2float(x[i]));
    // expect: hip/math/half-to-integer
    l[i] = __float2ll_rd(__half2float(x[i]));
    // ok: hip/math/half-to-integer
    r[i + 1] = __half2int_rz(x[i]);
    // expect: hip/math/half-to-integer
    h[i] = __float2half_rd(__int2float_rd(r[i]));
    // ok: hip/math/half-to-integer
    h[i + 1] = __int2half_rn(r[i]);
}
