#include <hip/hip_runtime.h>

#define FULL_MASK 0xffffffff

template <class T>
__device__ T sum(T value) {
    for (int offset = 16; offset > 0; offset /= 2) {
        // expect: hip/device/lane-mask
        value += __shfl_down(value, offset);
    }
    // expect: hip/device/lane-mask
    return __shfl(value, 0, 32);
}

__global__ void vote(int* x) {
    int i = threadIdx.x;
    // expect: hip/device/lane-mask
    unsigned long long active = __ballot(1);
    // expect: hip/device/lane-mask
    if (__any([](int a, int b) { return a > b; }(x[i], 0))) x[i] = sum(x[i]);
    // ok: hip/device/lane-mask
    x[i] += __popcll(active) + __popc(x[i]);
}
