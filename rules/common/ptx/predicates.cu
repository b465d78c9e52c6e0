// Predicates become variables.
__device__ void load_or_zero(float& value, const float* address, bool is_valid) {
  // expect: cuda/ptx/predicates
  asm volatile(
      "{\n"
      "  .reg .pred p;\n"
      "  setp.ne.b32 p, %2, 0;\n"
      "  mov.f32 %0, 0f00000000;\n"
      "  @p ld.global.f32 %0, [%1];\n"
      "}\n"
      : "=f"(value)
      : "l"(address), "r"((int)is_valid));
}

__device__ unsigned is_shared(const void* address) {
  unsigned result;
  // expect(hip): cuda/ptx/predicates
  asm("{ .reg .pred p; isspacep.shared p, %1; selp.u32 %0, 1, 0, p; }"
      : "=r"(result) : "l"(address));
  return result;
}

// A predicate that combines with another has no form of its own.
__device__ unsigned both(unsigned a, unsigned b) {
  unsigned result;
  // ok: cuda/ptx/predicates
  asm("{ .reg .pred p, q; setp.ne.u32 q, %1, 0; setp.ne.and.u32 p, %2, 0, q; selp.u32 %0, 1, 0, p; }"
      : "=r"(result) : "r"(a), "r"(b));
  return result;
}
