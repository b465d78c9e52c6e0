__device__ unsigned load_once(const unsigned* address) {
  unsigned value;
  // expect: cuda/ptx/streaming
  asm volatile("ld.global.cs.u32 %0, [%1];" : "=r"(value) : "l"(address));
  return value;
}

__device__ void store_once(unsigned* address, unsigned value) {
  // expect: cuda/ptx/streaming
  asm volatile("st.global.cs.u32 [%0], %1;" ::"l"(address), "r"(value));
}

__device__ void store(unsigned* address, unsigned value) {
  // ok: cuda/ptx/streaming
  asm volatile("st.global.u32 [%0], %1;" ::"l"(address), "r"(value));
}
