#include <cooperative_groups.h>
#include <cooperative_groups/reduce.h>

namespace cg = cooperative_groups;

// expect: hip/groups/lanes
__device__ int taken(const cg::coalesced_group &active, int *next) {
  int first = 0;
  if (active.thread_rank() == 0) first = atomicAdd(next, active.size());
  return active.shfl(first, 0) + active.thread_rank();
}

__global__ void append(const int *in, int *out, int *next) {
  const int value = in[threadIdx.x];
  if (value > 0) {
    // expect: hip/groups/lanes
    auto active = cg::coalesced_threads();
    out[taken(active, next)] = value;
    // expect: hip/groups/lanes
    const int most = cg::reduce(active, value, cg::greater<int>());
    if (active.thread_rank() == 0) atomicMax(next + 1, most);
  }
  // ok: hip/groups/lanes
  auto tile = cg::tiled_partition<16>(cg::this_thread_block());
  // ok: hip/groups/lanes
  if (tile.shfl_xor(value, 1) > 0) out[threadIdx.x] += 1;
}

// expect: hip/groups/lanes
__device__ int shared(const cg::coalesced_group &active, int value) {
  // expect: hip/groups/lanes
  const cg::coalesced_group four = cg::tiled_partition(active, 4);
  return four.shfl(value, 0);
}

// expect: hip/groups/lanes
__device__ unsigned fixed(const cg::coalesced_group &active) {
  // expect: hip/groups/lanes
  const auto four = cg::tiled_partition<4>(active);
  return four.size();
}

// expect: hip/groups/lanes
__device__ unsigned any_group(cg::thread_group group) { return group.size(); }

__global__ void votes(const int *in, unsigned *out) {
  // expect: hip/groups/lanes
  cg::thread_group active = cg::coalesced_threads();
  const auto tile = cg::tiled_partition<8>(cg::this_thread_block());
  // expect: hip/groups/lanes
  const auto yes = tile.ballot(in[threadIdx.x] > 0);
  out[threadIdx.x] = __ffs(yes) + active.size() + any_group(cg::this_thread_block());
}
