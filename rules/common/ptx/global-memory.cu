__device__ uint4 load(const uint4* address) {
  uint4 value;
  // expect: cuda/ptx/global-memory
  asm volatile("ld.global.nc.L1::no_allocate.v4.u32 {%0, %1, %2, %3}, [%4];"
               : "=r"(value.x), "=r"(value.y), "=r"(value.z), "=r"(value.w)
               : "l"(address));
  return value;
}

__device__ void store(float* address, float value) {
  // expect: cuda/ptx/global-memory
  asm volatile("st.global.f32 [%0+4], %1;" ::"l"(address), "f"(value) : "memory");
}

__device__ void prefetch(const void* address) {
  // expect: cuda/ptx/global-memory
  asm volatile("prefetch.global.L2 [%0];" ::"l"(address));
}

// The policy is an operand that C++ has no place for.
__device__ unsigned load_with_policy(const unsigned* address, unsigned long long policy) {
  unsigned value;
  // ok: cuda/ptx/global-memory
  asm("ld.global.L2::cache_hint.u32 %0, [%1], %2;" : "=r"(value) : "l"(address), "l"(policy));
  return value;
}
