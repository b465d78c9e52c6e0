#include <cuda_runtime.h>

#define LANE(to) \
    asm volatile("mov.u32 %0, %%laneid;" : "=r"(to))

__device__ unsigned lane() {
    unsigned result;
    // expect: hip/device/inline-ptx
    asm("mov.u32 %0, %laneid;" : "=r"(result));
    return result;
}

__device__ int multiply(int a, int b, int c) {
    int result;
    // expect: hip/device/inline-ptx
    asm volatile(
        "{\n"
        "  .reg .s32 t;\n"
        "  mad.lo.s32 %0, %1, %2, %3;\n"
        "}\n"
        : "=r"(result)
        : "r"(a), "r"(b), "r"(c));
    return result;
}

__global__ void stop() {
    // expect: hip/device/inline-ptx
    asm("trap;");
    // ok: hip/device/inline-ptx
    asm volatile("" ::: "memory");
}

inline void pause() {
    // ok: hip/device/inline-ptx
    asm volatile("pause" ::: "memory");
}
