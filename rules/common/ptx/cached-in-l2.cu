__device__ unsigned seen_by_all(const unsigned* flag) {
  unsigned value;
  // expect: cuda/ptx/cached-in-l2
  asm volatile("ld.global.cg.u32 %0, [%1];" : "=r"(value) : "l"(flag));
  return value;
}

__device__ unsigned constant(const unsigned* address) {
  unsigned value;
  // ok: cuda/ptx/cached-in-l2
  asm volatile("ld.global.nc.u32 %0, [%1];" : "=r"(value) : "l"(address));
  return value;
}
