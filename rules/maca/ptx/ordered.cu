#include <cuda_runtime.h>

__device__ int acquire(const int *flag) {
    int value;
    // expect: maca/ptx/ordered
    asm volatile("ld.acquire.sys.global.s32 %0, [%1];" : "=r"(value) : "l"(flag) : "memory");
    return value;
}

__device__ void release(unsigned long long *flag, unsigned long long value) {
    // expect: maca/ptx/ordered
    asm volatile("st.release.gpu.global.u64 [%0], %1;" ::"l"(flag), "l"(value) : "memory");
    // expect: maca/ptx/ordered
    asm volatile("st.relaxed.gpu.global.u64 [%0], %1;" ::"l"(flag), "l"(value) : "memory");
}

__device__ int count(int *counter) {
    int before;
    // expect: maca/ptx/ordered
    asm volatile("atom.acq_rel.gpu.global.add.s32 %0, [%1], %2;" : "=r"(before) : "l"(counter), "r"(1) : "memory");
    // expect: maca/ptx/ordered
    asm volatile("red.release.cta.global.add.s32 [%0], %1;" ::"l"(counter), "r"(1) : "memory");
    // expect: maca/ptx/ordered
    asm volatile("st.global.release.gpu.b32 [%0], %1;" ::"l"(counter), "r"(1) : "memory");
    // ok: maca/ptx/ordered
    asm volatile("red.release.sys.global.add.s32 [%0], %1;" ::"l"(counter), "r"(1) : "memory");
    return before;
}
