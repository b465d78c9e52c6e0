__device__ unsigned acquire(const unsigned* flag) {
  unsigned value;
  // expect: hip/ptx/atomics
  asm volatile("ld.acquire.gpu.global.u32 %0, [%1];" : "=r"(value) : "l"(flag) : "memory");
  return value;
}

__device__ void count(unsigned* counter) {
  // expect: hip/ptx/atomics
  asm volatile("red.release.gpu.global.add.u32 [%0], %1;" ::"l"(counter), "r"(1) : "memory");
}

__device__ unsigned exchange(unsigned* lock, unsigned expected, unsigned value) {
  unsigned old;
  // expect: hip/ptx/atomics
  asm volatile("atom.global.cas.b32 %0, [%1], %2, %3;"
               : "=r"(old) : "l"(lock), "r"(expected), "r"(value) : "memory");
  return old;
}

__device__ void add_halves(void* address, unsigned pair) {
  // expect: hip/ptx/atomics
  asm volatile("red.global.add.noftz.f16x2 [%0], %1;" ::"l"(address), "r"(pair) : "memory");
}

__device__ unsigned plain(const unsigned* address) {
  unsigned value;
  // ok: hip/ptx/atomics
  asm volatile("ld.volatile.global.u32 %0, [%1];" : "=r"(value) : "l"(address));
  return value;
}

__device__ void wait(int* barrier, int step) {
  for (int found = -1; found != step;) {
    // expect: hip/ptx/atomics
    asm volatile("ld.global.acquire.gpu.b32 %0, [%1];" : "=r"(found) : "l"(barrier));
  }
  // expect: hip/ptx/atomics
  asm volatile("st.global.release.gpu.u32 [%0], %1;" ::"l"(barrier), "r"(step));
}
