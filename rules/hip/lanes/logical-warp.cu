#include <cub/cub.cuh>

__global__ void sums(float *data) {
  // expect: hip/lanes/logical-warp
  using Reduce = cub::WarpReduce<float>;
  // ok: hip/lanes/logical-warp
  using Narrow = cub::WarpReduce<float, 16>;
  // expect: hip/lanes/logical-warp
  using Load = cub::WarpLoad<float, 4, cub::WARP_LOAD_TRANSPOSE>;
  // expect: hip/lanes/logical-warp
  using Store = cub::WarpStore<float, 4>;
  __shared__ Reduce::TempStorage storage[4];
  const float sum = Reduce(storage[threadIdx.x >> 5]).Sum(data[threadIdx.x]);
  if ((threadIdx.x & 31) == 0) data[threadIdx.x >> 5] = sum;
}
