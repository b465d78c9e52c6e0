__host__ __device__ unsigned lane() {
  unsigned result;
  // expect: cambricon/device/inline-ptx
  asm("mov.u32 %0, %%laneid;" : "=r"(result));
  // expect: cambricon/device/inline-ptx
  asm volatile("bar.sync 0;" ::: "memory");
  return result;
}

inline void pause() {
  // ok: cambricon/device/inline-ptx
  asm volatile("pause" ::: "memory");
}
