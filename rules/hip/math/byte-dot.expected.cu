#include <hip/hip_runtime.h>

__global__ void dot(const int* a, const int* b, int* to) {
    int i = threadIdx.x, sum = 0;
    // expect: hip/math/byte-dot
    sum = __builtin_amdgcn_sdot4(a[i], b[i], sum, false);
    // ok: hip/math/byte-dot
    to[i] = __dp2a_lo(a[i], b[i], sum);
}

__global__ void sum_of_bytes(unsigned int packed, unsigned int* to) {
    // expect: hip/math/byte-dot
    to[threadIdx.x] = __builtin_amdgcn_udot4(packed, 0x01010101u, 0u, false);
}
