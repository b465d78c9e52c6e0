__device__ unsigned load(unsigned address) {
  unsigned value;
  // expect: hip/ptx/shared-memory
  asm volatile("ld.shared.u32 %0, [%1];" : "=r"(value) : "r"(address));
  return value;
}

__device__ unsigned shared_address(const void* pointer) {
  unsigned address;
  // expect: hip/ptx/shared-memory
  asm("{ .reg .u64 wide; cvta.to.shared.u64 wide, %1; cvt.u32.u64 %0, wide; }"
      : "=r"(address) : "l"(pointer));
  return address;
}

__device__ unsigned load_global(const unsigned* address) {
  unsigned value;
  // ok: hip/ptx/shared-memory
  asm volatile("ld.global.u32 %0, [%1];" : "=r"(value) : "l"(address));
  return value;
}
