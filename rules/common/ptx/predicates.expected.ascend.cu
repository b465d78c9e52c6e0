// Predicates become variables.
#include <acl/acl.h>
#include <simt_api/asc_simt.h>
__aicore__ void load_or_zero(float& value, const float* address, bool is_valid) {
  // expect: cuda/ptx/predicates
  {
    float value_;
    bool p;
    p = (unsigned)((int)is_valid) != (unsigned)0;
    value_ = 0.0f;
    if (p) value_ = *(const float *)address;
    value = value_;
  }
}

__aicore__ unsigned is_shared(const void* address) {
  unsigned result;
  // expect(hip): cuda/ptx/predicates
  asm("{ .reg .pred p; isspacep.shared p, %1; selp.u32 %0, 1, 0, p; }"
      : "=r"(result) : "l"(address));
  return result;
}

// A predicate that combines with another has no form of its own.
__aicore__ unsigned both(unsigned a, unsigned b) {
  unsigned result;
  // ok: cuda/ptx/predicates
  asm("{ .reg .pred p, q; setp.ne.u32 q, %1, 0; setp.ne.and.u32 p, %2, 0, q; selp.u32 %0, 1, 0, p; }"
      : "=r"(result) : "r"(a), "r"(b));
  return result;
}
