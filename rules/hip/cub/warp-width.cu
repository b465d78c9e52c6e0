#include <cub/cub.cuh>

template <class T>
__global__ void sum(const T* from, T* to) {
    // expect: hip/cub/warp-width
    using Reduce = cub::WarpReduce<T>;
    __shared__ typename Reduce::TempStorage storage[4];
    T total = Reduce(storage[threadIdx.x / 32]).Sum(from[threadIdx.x]);
    // ok: hip/cub/warp-width
    using Narrow = cub::WarpReduce<T, 16>;
    // expect: hip/cub/warp-width
    __shared__ typename cub::WarpScan<int>::TempStorage scan;
    if (threadIdx.x % 32 == 0) to[threadIdx.x / 32] = total;
}
