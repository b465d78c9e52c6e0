#include <hip/hip_runtime.h>
__device__ unsigned acquire(const unsigned* flag) {
  unsigned value;
  // expect: hip/ptx/atomics
  value = __hip_atomic_load((unsigned *)flag, __ATOMIC_ACQUIRE, __HIP_MEMORY_SCOPE_AGENT);
  return value;
}

__device__ void count(unsigned* counter) {
  // expect: hip/ptx/atomics
  __hip_atomic_fetch_add((unsigned *)counter, (unsigned)1, __ATOMIC_RELEASE, __HIP_MEMORY_SCOPE_AGENT);
}

__device__ unsigned exchange(unsigned* lock, unsigned expected, unsigned value) {
  unsigned old;
  // expect: hip/ptx/atomics
  { unsigned atom_old = (unsigned)expected; __hip_atomic_compare_exchange_strong((unsigned *)lock, &atom_old, (unsigned)value, __ATOMIC_RELAXED, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT); old = atom_old; }
  return old;
}

__device__ void add_halves(void* address, unsigned pair) {
  // expect: hip/ptx/atomics
  asm volatile("red.global.add.noftz.f16x2 [%0], %1;" ::"l"(address), "r"(pair) : "memory");
}

__device__ unsigned plain(const unsigned* address) {
  unsigned value;
  // ok: hip/ptx/atomics
  value = *(const volatile unsigned *)address;
  return value;
}

__device__ void wait(int* barrier, int step) {
  for (int found = -1; found != step;) {
    // expect: hip/ptx/atomics
    found = __hip_atomic_load((unsigned *)barrier, __ATOMIC_ACQUIRE, __HIP_MEMORY_SCOPE_AGENT);
  }
  // expect: hip/ptx/atomics
  __hip_atomic_store((unsigned *)barrier, (unsigned)step, __ATOMIC_RELEASE, __HIP_MEMORY_SCOPE_AGENT);
}
