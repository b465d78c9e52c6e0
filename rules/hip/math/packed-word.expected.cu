#include "hip_port.hpp"
#include <hip/hip_runtime.h>

__global__ void blend(const unsigned* a, const unsigned* b, unsigned* to) {
    int i = threadIdx.x;
    // expect: hip/math/packed-word
    unsigned sum = hip_port::vaddus4(a[i], b[i]);
    // expect: hip/math/packed-word
    unsigned mask = hip_port::vcmpgtu4(a[i], b[i]);
    // expect: hip/math/packed-word
    unsigned wide = hip_port::vsub2(a[i], hip_port::vmaxs2(sum, b[i]));
    // ok: hip/math/packed-word
    unsigned order = __byte_perm(sum, wide, 0x3210);
    // expect: hip/math/packed-word
    unsigned apart = hip_port::vabsdiffu4(sum, order);
    // ok: hip/math/packed-word
    apart ^= __vavgs4(sum, order);
    to[i] = (sum & mask) | apart;
}
