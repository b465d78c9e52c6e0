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

__device__ void send(const unsigned* to, const unsigned* from, unsigned a, unsigned b) {
  // expect: hip/ptx/cache-hints
  asm volatile("ld.volatile.global.v2.u32 {%0, %1}, [%2];" : "=r"(a), "=r"(b) : "l"(from));
  // expect: hip/ptx/cache-hints
  asm volatile("st.global.wt.v2.b32 [%0], {%1, %2};" ::"l"(to), "r"(a), "r"(b));
  // expect: hip/ptx/cache-hints
  asm volatile("ld.global.acquire.gpu.v2.u32 {%0, %1}, [%2];" : "=r"(a), "=r"(b) : "l"(from));
  // ok: hip/ptx/cache-hints
  asm volatile("ld.global.acquire.gpu.b32 %0, [%1];" : "=r"(a) : "l"(from));
}
