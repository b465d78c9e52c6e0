#include <mcr/mc_runtime.h>
__device__ void stop(bool is_good) {
  // expect: cuda/ptx/nvidia-only
  if (!is_good) __trap();
}

__device__ void leave() {
  // expect: cuda/ptx/nvidia-only
  asm volatile("exit;");
}

__device__ void wait_for_the_kernel_before() {
  // expect: cuda/ptx/nvidia-only
  asm volatile("griddepcontrol.wait;" ::: "memory");
}

__device__ unsigned count(unsigned* counter) {
  unsigned before;
  // expect: cuda/ptx/nvidia-only
  before = atomicAdd((unsigned *)counter, (unsigned)1);
  return before;
}

__device__ unsigned take(unsigned* lock) {
  unsigned before;
  // expect: cuda/ptx/nvidia-only
  asm volatile("atom.acquire.gpu.global.cas.b32 %0, [%1], 0, 1;" : "=r"(before) : "l"(lock) : "memory");
  return before;
}

__device__ void barrier_of_the_compiler() {
  // ok: cuda/ptx/nvidia-only
  asm volatile("" ::: "memory");
}
