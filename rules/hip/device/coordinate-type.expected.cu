#include <algorithm>

#include <hip/hip_runtime.h>

template <class T>
__device__ T smaller(T a, T b) {
    return a < b ? a : b;
}

__device__ unsigned twice(unsigned x) {
    return 2 * x;
}

__global__ void lanes(unsigned* o, unsigned n) {
    // expect: hip/device/coordinate-type
    auto lane = static_cast<unsigned int>(threadIdx.x);
    // expect: hip/device/coordinate-type
    const auto block = static_cast<unsigned int>(blockIdx.y);
    // expect: hip/device/coordinate-type
    o[lane] = smaller(static_cast<unsigned int>(threadIdx.x), n);
    // expect: hip/device/coordinate-type
    o[block] = std::min(n, static_cast<unsigned int>(blockDim.x));
    // expect: hip/device/coordinate-type
    unsigned int mine = 0;
    // ok: hip/device/coordinate-type
    auto i = blockIdx.x * blockDim.x + threadIdx.x;
    // ok: hip/device/coordinate-type
    o[i] = twice(threadIdx.x) + mine;
    // ok: hip/device/coordinate-type
    unsigned row = threadIdx.y;
    o[row] = row;
}
