__device__ unsigned long long keep() {
  unsigned long long policy;
  // expect: hip/ptx/cache-hints
  asm("createpolicy.fractional.L2::evict_last.b64 %0, 1.0;" : "=l"(policy));
  return policy;
}

__device__ unsigned load(const unsigned* address, unsigned long long policy) {
  unsigned value;
  // expect: hip/ptx/cache-hints
  asm("ld.global.L2::cache_hint.u32 %0, [%1], %2;" : "=r"(value) : "l"(address), "l"(policy));
  return value;
}

__device__ unsigned load_plainly(const unsigned* address) {
  unsigned value;
  // ok: hip/ptx/cache-hints
  asm("ld.global.u32 %0, [%1];" : "=r"(value) : "l"(address));
  return value;
}
