#include <hip/hip_runtime.h>
#include <hip/hip_cooperative_groups.h>

namespace cg = cooperative_groups;

__device__ int next;

__global__ void take(int *out) {
  auto tile = cg::tiled_partition<32>(cg::this_thread_block());
  // expect: hip/groups/invoke-one
  const int first = cg::invoke_one_broadcast(tile, [] { return atomicAdd(&next, 32); });
  // ok: hip/groups/invoke-one
  out[threadIdx.x] = first + tile.thread_rank();
}
