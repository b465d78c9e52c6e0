#include <hip/hip_runtime.h>
#include <hipcub/hipcub.hpp>

template <class T>
__global__ void sum(const T* from, T* to) {
    // expect: hip/cub/warp-width
    using Reduce = hipcub::WarpReduce<T>;
    __shared__ typename Reduce::TempStorage storage[4];
    T total = Reduce(storage[threadIdx.x / 32]).Sum(from[threadIdx.x]);
    // ok: hip/cub/warp-width
    using Narrow = hipcub::WarpReduce<T, 16>;
    // expect: hip/cub/warp-width
    __shared__ typename hipcub::WarpScan<int>::TempStorage scan;
    if (threadIdx.x % 32 == 0) to[threadIdx.x / 32] = total;
}
