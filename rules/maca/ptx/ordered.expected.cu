#include <mcr/mc_runtime.h>

__device__ int acquire(const int *flag) {
    int value;
    // expect: maca/ptx/ordered
    { value = *(const volatile int *)flag; __threadfence_system(); }
    return value;
}

__device__ void release(unsigned long long *flag, unsigned long long value) {
    // expect: maca/ptx/ordered
    { __threadfence(); *(volatile unsigned long long *)flag = (unsigned long long)value; }
    // expect: maca/ptx/ordered
    *(volatile unsigned long long *)flag = (unsigned long long)value;
}

__device__ int count(int *counter) {
    int before;
    // expect: maca/ptx/ordered
    { __threadfence(); before = atomicAdd((int *)counter, (int)1); __threadfence(); }
    // expect: maca/ptx/ordered
    { __threadfence_block(); atomicAdd((int *)counter, (int)1); }
    // expect: maca/ptx/ordered
    { __threadfence(); *(volatile unsigned *)counter = (unsigned)1; }
    // ok: maca/ptx/ordered
    asm volatile("red.release.sys.global.add.s32 [%0], %1;" ::"l"(counter), "r"(1) : "memory");
    return before;
}
