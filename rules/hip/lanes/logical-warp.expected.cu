#include <hip/hip_runtime.h>
#include <hipcub/hipcub.hpp>

__global__ void sums(float *data) {
  // expect: hip/lanes/logical-warp
  using Reduce = hipcub::WarpReduce<float, 32>;
  // ok: hip/lanes/logical-warp
  using Narrow = hipcub::WarpReduce<float, 16>;
  // expect: hip/lanes/logical-warp
  using Load = hipcub::WarpLoad<float, 4, hipcub::WARP_LOAD_TRANSPOSE, 32>;
  // expect: hip/lanes/logical-warp
  using Store = hipcub::WarpStore<float, 4, hipcub::WARP_STORE_DIRECT, 32>;
  __shared__ Reduce::TempStorage storage[4];
  const float sum = Reduce(storage[threadIdx.x >> 5]).Sum(data[threadIdx.x]);
  if ((threadIdx.x & 31) == 0) data[threadIdx.x >> 5] = sum;
}
