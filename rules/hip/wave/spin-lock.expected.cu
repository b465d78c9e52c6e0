#include <hip/hip_runtime.h>

__device__ void lock(int* mutex) {
    // expect: hip/wave/spin-lock
    while (atomicCAS(mutex, 0, 1) != 0) {
    }
}

__device__ void lock_by_exchange(int* mutex) {
    // expect: hip/wave/spin-lock
    while (atomicExch(mutex, 1));
}

// The lane that has the lock works inside the loop, so every lane gets on.
__device__ void guarded(int* mutex, int* x) {
    bool done = false;
    while (!done) {
        // ok: hip/wave/spin-lock
        if (atomicCAS(mutex, 0, 1) == 0) {
            *x += 1;
            done = true;
            atomicExch(mutex, 0);
        }
    }
}

// A retry loop without a lock.
__device__ float add(float* address, float value) {
    int* bits = (int*)address;
    int old = *bits, assumed;
    do {
        assumed = old;
        // ok: hip/wave/spin-lock
        old = atomicCAS(bits, assumed, __float_as_int(value + __int_as_float(assumed)));
    } while (assumed != old);
    return __int_as_float(old);
}
