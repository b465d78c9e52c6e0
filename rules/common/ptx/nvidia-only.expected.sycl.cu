#include "port.hpp"
void stop(bool is_good) {
  // expect: cuda/ptx/nvidia-only
  if (!is_good) port::trap();
}

void leave() {
  // expect: cuda/ptx/nvidia-only
  asm volatile("exit;");
}

void wait_for_the_kernel_before() {
  // expect: cuda/ptx/nvidia-only
  asm volatile("griddepcontrol.wait;" ::: "memory");
}

unsigned count(unsigned* counter) {
  unsigned before;
  // expect: cuda/ptx/nvidia-only
  before = port::atomic_add((unsigned *)counter, (unsigned)1);
  return before;
}

unsigned take(unsigned* lock) {
  unsigned before;
  // expect: cuda/ptx/nvidia-only
  asm volatile("atom.acquire.gpu.global.cas.b32 %0, [%1], 0, 1;" : "=r"(before) : "l"(lock) : "memory");
  return before;
}

void barrier_of_the_compiler() {
  // ok: cuda/ptx/nvidia-only
  asm volatile("" ::: "memory");
}
