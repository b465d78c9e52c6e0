#include <cuda_runtime.h>

#define FULL_MASK 0xffffffff

template <class T>
__device__ T sum(T value) {
    for (int offset = 16; offset > 0; offset /= 2) {
        // expect: hip/device/lane-mask
        value += __shfl_down_sync(FULL_MASK, value, offset);
    }
    // expect: hip/device/lane-mask
    return __shfl_sync(0xffffffff, value, 0, 32);
}

__global__ void vote(int* x) {
    int i = threadIdx.x;
    // expect: hip/device/lane-mask
    unsigned long long active = __activemask();
    // expect: hip/device/lane-mask
    if (__any_sync(0x0000ffff, [](int a, int b) { return a > b; }(x[i], 0))) x[i] = sum(x[i]);
    // ok: hip/device/lane-mask
    x[i] += __popcll(active) + __popc(x[i]);
}
