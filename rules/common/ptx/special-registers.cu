__device__ unsigned lane() {
  unsigned id;
  // expect: cuda/ptx/special-registers
  asm("mov.u32 %0, %%laneid;" : "=r"(id));
  return id;
}

__device__ unsigned lanes_before() {
  unsigned mask;
  // expect(hip, maca): cuda/ptx/special-registers
  asm volatile("mov.u32 %0, %%lanemask_lt;" : "=r"(mask));
  return mask;
}

__device__ unsigned long long now() {
  unsigned long long time;
  // expect(hip): cuda/ptx/special-registers
  asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(time));
  return time;
}

__device__ unsigned processor() {
  unsigned id;
  // expect(hip): cuda/ptx/special-registers
  asm("mov.u32 %0, %%smid;" : "=r"(id));
  return id;
}

__device__ unsigned processors() {
  unsigned count;
  // expect: cuda/ptx/special-registers
  asm("mov.u32 %0, %%nsmid;" : "=r"(count));
  return count;
}

__device__ unsigned copied(unsigned value) {
  unsigned copy;
  // ok: cuda/ptx/special-registers
  asm("mov.u32 %0, %1;" : "=r"(copy) : "r"(value));
  return copy;
}
