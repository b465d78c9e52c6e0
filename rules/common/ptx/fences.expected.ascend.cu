#include <acl/acl.h>
#include <simt_api/asc_simt.h>
__aicore__ void publish(volatile int* flag) {
  // expect: cuda/ptx/fences
  asc_threadfence();
  *flag = 1;
  // expect: cuda/ptx/fences
  asc_syncthreads();
}

// A numbered barrier is met by some of the threads.
__aicore__ void meet(int barrier, int threads) {
  // ok: cuda/ptx/fences
  asm volatile("bar.sync %0, %1;" ::"r"(barrier), "r"(threads) : "memory");
}
