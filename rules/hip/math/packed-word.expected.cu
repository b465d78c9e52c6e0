#include <hip/hip_runtime.h>

__global__ void blend(const unsigned* a, const unsigned* b, unsigned* to) {
    int i = threadIdx.x;
    // expect: hip/math/packed-word
    unsigned sum = [](unsigned a, unsigned b) { typedef unsigned char V __attribute__((ext_vector_type(4))); return __builtin_bit_cast(unsigned, __builtin_elementwise_add_sat(__builtin_bit_cast(V, a), __builtin_bit_cast(V, b))); }(a[i], b[i]);
    // expect: hip/math/packed-word
    unsigned mask = [](unsigned a, unsigned b) { typedef unsigned char V __attribute__((ext_vector_type(4))); return __builtin_bit_cast(unsigned, __builtin_bit_cast(V, a) > __builtin_bit_cast(V, b)); }(a[i], b[i]);
    // expect: hip/math/packed-word
    unsigned wide = [](unsigned a, unsigned b) { typedef unsigned short V __attribute__((ext_vector_type(2))); return __builtin_bit_cast(unsigned, __builtin_bit_cast(V, a) - __builtin_bit_cast(V, b)); }(a[i], [](unsigned a, unsigned b) { typedef short V __attribute__((ext_vector_type(2))); return __builtin_bit_cast(unsigned, __builtin_elementwise_max(__builtin_bit_cast(V, a), __builtin_bit_cast(V, b))); }(sum, b[i]));
    // ok: hip/math/packed-word
    unsigned order = __byte_perm(sum, wide, 0x3210);
    // ok: hip/math/packed-word
    unsigned apart = __vabsdiffu4(sum, order);
    to[i] = (sum & mask) | apart;
}
