#include "port.hpp"
#include <sycl/sycl.hpp>
unsigned packed(float low, float high) {
  unsigned pair;
  // expect: cuda/ptx/half
  pair = __builtin_bit_cast(unsigned, port::half2(low, high));
  return pair;
}

unsigned fused(unsigned a, unsigned b, unsigned c) {
  unsigned result;
  // expect: cuda/ptx/half
  result = __builtin_bit_cast(unsigned, port::hfma(__builtin_bit_cast(port::half2, (unsigned)a), __builtin_bit_cast(port::half2, (unsigned)b), __builtin_bit_cast(port::half2, (unsigned)c)));
  return result;
}

// With .relu there is no function for it.
unsigned fused_and_cut(unsigned a, unsigned b, unsigned c) {
  unsigned result;
  // ok: cuda/ptx/half
  asm("fma.rn.relu.f16x2 %0, %1, %2, %3;" : "=r"(result) : "r"(a), "r"(b), "r"(c));
  return result;
}
