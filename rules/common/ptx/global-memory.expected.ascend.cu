#include <acl/acl.h>
#include <simt_api/asc_simt.h>
__aicore__ uint4 load(const uint4* address) {
  uint4 value;
  // expect: cuda/ptx/global-memory
  { const uint4 ld_value = *(const uint4 *)address; value.x = ld_value.x; value.y = ld_value.y; value.z = ld_value.z; value.w = ld_value.w; }
  return value;
}

__aicore__ void store(float* address, float value) {
  // expect: cuda/ptx/global-memory
  *(float *)((char *)address + 4) = value;
}

__aicore__ void prefetch(const void* address) {
  // expect: cuda/ptx/global-memory
  __builtin_prefetch((const void *)address);
}

// The policy is an operand that C++ has no place for.
__aicore__ unsigned load_with_policy(const unsigned* address, unsigned long long policy) {
  unsigned value;
  // ok: cuda/ptx/global-memory
  asm("ld.global.L2::cache_hint.u32 %0, [%1], %2;" : "=r"(value) : "l"(address), "l"(policy));
  return value;
}
