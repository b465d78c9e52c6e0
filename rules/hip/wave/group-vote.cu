#include <cuda_runtime.h>

__global__ void rows(int *o, int n) {
    const int row = threadIdx.x / 32;
    // expect: hip/wave/group-vote
    if (__any_sync(~0u, o[row] > n)) return;
    // expect: hip/wave/group-vote
    o[row] = __reduce_add_sync(~0u, n);
}

__global__ void all(int *o, int n) {
    // ok: hip/wave/group-vote
    while (!__all_sync(~0u, o[threadIdx.x] > n)) o[threadIdx.x]++;
}
