#include <algorithm>

#include <cuda_runtime.h>

template <class T>
__device__ T smaller(T a, T b) {
    return a < b ? a : b;
}

__device__ unsigned twice(unsigned x) {
    return 2 * x;
}

__global__ void lanes(unsigned* o, unsigned n) {
    // expect: hip/device/coordinate-type
    auto lane = threadIdx.x;
    // expect: hip/device/coordinate-type
    const auto block = blockIdx.y;
    // expect: hip/device/coordinate-type
    o[lane] = smaller(threadIdx.x, n);
    // expect: hip/device/coordinate-type
    o[block] = std::min(n, blockDim.x);
    // expect: hip/device/coordinate-type
    decltype(threadIdx.x) mine = 0;
    // ok: hip/device/coordinate-type
    auto i = blockIdx.x * blockDim.x + threadIdx.x;
    // ok: hip/device/coordinate-type
    o[i] = twice(threadIdx.x) + mine;
    // ok: hip/device/coordinate-type
    unsigned row = threadIdx.y;
    o[row] = row;
}
