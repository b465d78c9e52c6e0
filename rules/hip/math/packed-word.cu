#include <cuda_runtime.h>

__global__ void blend(const unsigned* a, const unsigned* b, unsigned* to) {
    int i = threadIdx.x;
    // expect: hip/math/packed-word
    unsigned sum = __vaddus4(a[i], b[i]);
    // expect: hip/math/packed-word
    unsigned mask = __vcmpgtu4(a[i], b[i]);
    // expect: hip/math/packed-word
    unsigned wide = __vsub2(a[i], __vmaxs2(sum, b[i]));
    // ok: hip/math/packed-word
    unsigned order = __byte_perm(sum, wide, 0x3210);
    // expect: hip/math/packed-word
    unsigned apart = __vabsdiffu4(sum, order);
    // ok: hip/math/packed-word
    apart ^= __vavgs4(sum, order);
    to[i] = (sum & mask) | apart;
}
