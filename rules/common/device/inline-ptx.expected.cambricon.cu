#include <cnrt.h>

__device__ unsigned find_nth(unsigned mask, unsigned base, int offset) {
    unsigned result;
    // expect: cuda/device/inline-ptx
    asm("fns.b32 %0, %1, %2, %3;" : "=r"(result) : "r"(mask), "r"(base), "r"(offset));
    return result;
}

// The text is put together by the preprocessor.
#define PREFIX "mad.lo"
__device__ int multiply(int a, int b, int c) {
    int result;
    // expect: cuda/device/inline-ptx
    asm volatile(PREFIX ".u32 %0, %1, %2, %3; mov.u32 %0, %0;\n"
        : "=r"(result)
        : "r"(a), "r"(b), "r"(c));
    return result;
}

// A scope that another statement closes.
__device__ void guarded(int is_active, int* counter) {
    // expect: cuda/device/inline-ptx
    asm volatile("{\n" ::);
    // ok(hip): cuda/device/inline-ptx
    asm volatile("red.global.add.s32 [%0], 1;" ::"l"(counter));
    // expect: cuda/device/inline-ptx
    asm volatile("}\n" ::);
}

__device__ unsigned lane() {
    unsigned result;
    // ok: cuda/device/inline-ptx
    asm("mov.u32 %0, %laneid;" : "=r"(result));
    return result;
}

__global__ void stop() {
    // ok: cuda/device/inline-ptx
    asm volatile("" ::: "memory");
}

inline void pause() {
    // ok: cuda/device/inline-ptx
    asm volatile("pause" ::: "memory");
}
