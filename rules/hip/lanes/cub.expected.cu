#include <hip/hip_runtime.h>
#include "warp32.hpp"
#include <hipcub/hipcub.hpp>

__global__ void ranks(const int *in, int *out) {
  // expect: hip/lanes/cub
  const unsigned lane = warp32::lane_id(), votes = warp32::ballot_sync(0xffffffff, in[threadIdx.x] > 0);
  // expect: hip/lanes/cub
  out[threadIdx.x] = __popc(votes & warp32::lanemask_lt()) + warp32::size * (((threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x + threadIdx.x) / warp32::size);
  // ok: hip/lanes/cub
  if (lane == 31) out[0] = __popc(votes);
}
