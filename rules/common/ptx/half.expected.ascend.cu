#include <acl/acl.h>
#include <simt_api/asc_simt.h>
#include <simt_api/asc_fp16.h>
__aicore__ unsigned packed(float low, float high) {
  unsigned pair;
  // expect: cuda/ptx/half
  pair = __builtin_bit_cast(unsigned, __floats2half2_rn(low, high));
  return pair;
}

__aicore__ unsigned fused(unsigned a, unsigned b, unsigned c) {
  unsigned result;
  // expect: cuda/ptx/half
  asm volatile("fma.rn.f16x2 %0, %1, %2, %3;\n" : "=r"(result) : "r"(a), "r"(b), "r"(c));
  return result;
}

// With .relu there is no function for it.
__aicore__ unsigned fused_and_cut(unsigned a, unsigned b, unsigned c) {
  unsigned result;
  // ok: cuda/ptx/half
  asm("fma.rn.relu.f16x2 %0, %1, %2, %3;" : "=r"(result) : "r"(a), "r"(b), "r"(c));
  return result;
}
