#include "port.hpp"
void publish(volatile int* flag) {
  // expect: cuda/ptx/fences
  port::thread_fence();
  *flag = 1;
  // expect: cuda/ptx/fences
  port::sync_threads();
}

// A numbered barrier is met by some of the threads.
void meet(int barrier, int threads) {
  // ok: cuda/ptx/fences
  asm volatile("bar.sync %0, %1;" ::"r"(barrier), "r"(threads) : "memory");
}
