__device__ void publish(volatile int* flag) {
  // expect: cuda/ptx/fences
  asm volatile("membar.gl;" ::: "memory");
  *flag = 1;
  // expect: cuda/ptx/fences
  asm volatile("bar.sync 0;" ::: "memory");
}

// A numbered barrier is met by some of the threads.
__device__ void meet(int barrier, int threads) {
  // ok: cuda/ptx/fences
  asm volatile("bar.sync %0, %1;" ::"r"(barrier), "r"(threads) : "memory");
}
