__device__ void check(bool is_good) {
  // expect: hip/ptx/control
  if (!is_good) asm("trap;");
}

__device__ void wait_a_while() {
  // expect: hip/ptx/control
  asm volatile("nanosleep.u32 20;");
}

__device__ void add_128(unsigned long long& low, unsigned long long& high, unsigned long long a) {
  // expect: hip/ptx/control
  asm("add.cc.u64 %0, %0, %2; addc.u64 %1, %1, 0;" : "+l"(low), "+l"(high) : "l"(a));
}

__device__ void barrier_of_the_compiler() {
  // ok: hip/ptx/control
  asm volatile("" ::: "memory");
}
