__device__ unsigned packed(float low, float high) {
  unsigned pair;
  // expect: cuda/ptx/half
  asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(high), "f"(low));
  return pair;
}

__device__ unsigned fused(unsigned a, unsigned b, unsigned c) {
  unsigned result;
  // expect: cuda/ptx/half
  asm volatile("fma.rn.f16x2 %0, %1, %2, %3;\n" : "=r"(result) : "r"(a), "r"(b), "r"(c));
  return result;
}

// With .relu there is no function for it.
__device__ unsigned fused_and_cut(unsigned a, unsigned b, unsigned c) {
  unsigned result;
  // ok: cuda/ptx/half
  asm("fma.rn.relu.f16x2 %0, %1, %2, %3;" : "=r"(result) : "r"(a), "r"(b), "r"(c));
  return result;
}
