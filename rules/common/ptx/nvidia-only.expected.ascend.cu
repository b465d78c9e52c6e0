#include <acl/acl.h>
#include <simt_api/asc_simt.h>
__aicore__ void stop(bool is_good) {
  // expect: cuda/ptx/nvidia-only
  if (!is_good) asm("trap;");
}

__aicore__ void leave() {
  // expect: cuda/ptx/nvidia-only
  asm volatile("exit;");
}

__aicore__ void wait_for_the_kernel_before() {
  // expect: cuda/ptx/nvidia-only
  asm volatile("griddepcontrol.wait;" ::: "memory");
}

__aicore__ unsigned count(unsigned* counter) {
  unsigned before;
  // expect: cuda/ptx/nvidia-only
  before = asc_atomic_add((unsigned *)counter, (unsigned)1);
  return before;
}

__aicore__ unsigned take(unsigned* lock) {
  unsigned before;
  // expect: cuda/ptx/nvidia-only
  asm volatile("atom.acquire.gpu.global.cas.b32 %0, [%1], 0, 1;" : "=r"(before) : "l"(lock) : "memory");
  return before;
}

__aicore__ void barrier_of_the_compiler() {
  // ok: cuda/ptx/nvidia-only
  asm volatile("" ::: "memory");
}
