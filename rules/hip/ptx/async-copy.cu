__device__ void copy(unsigned shared, const void* global) {
  // expect: hip/ptx/async-copy
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(shared), "l"(global));
  // expect: hip/ptx/async-copy
  asm volatile("cp.async.commit_group;\n" ::);
  // expect: hip/ptx/async-copy
  asm volatile("cp.async.wait_group %0;\n" ::"n"(0));
}

__device__ void prefetch(const void* global) {
  // ok: hip/ptx/async-copy
  asm volatile("prefetch.global.L2 [%0];" ::"l"(global));
}
