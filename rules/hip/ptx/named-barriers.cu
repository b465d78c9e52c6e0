__device__ void meet(int barrier, int threads) {
  // expect: hip/ptx/named-barriers
  asm volatile("bar.sync %0, %1;" ::"r"(barrier), "r"(threads) : "memory");
}

__device__ void meet_all() {
  // ok: hip/ptx/named-barriers
  asm volatile("bar.sync 0;" ::: "memory");
}
