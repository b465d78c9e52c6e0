#include <cub/cub.cuh>

__global__ void ranks(const int *in, int *out) {
  // expect: hip/lanes/cub
  const unsigned lane = cub::LaneId(), votes = cub::WARP_BALLOT(in[threadIdx.x] > 0, 0xffffffff);
  // expect: hip/lanes/cub
  out[threadIdx.x] = __popc(votes & cub::LaneMaskLt()) + CUB_PTX_WARP_THREADS * cub::WarpId();
  // ok: hip/lanes/cub
  if (lane == 31) out[0] = __popc(votes);
}
