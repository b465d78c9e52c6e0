#include "hip_port.hpp"
#include <hip/hip_runtime.h>
#include <hip/hip_cooperative_groups.h>

namespace cg = cooperative_groups;

__global__ void sums(const int *in, int *out) {
  const auto tile = cg::tiled_partition<32>(cg::this_thread_block());
  // expect: hip/groups/reduce
  const int sum = hip_port::reduce(tile, in[threadIdx.x], hip_port::plus<int>());
  // ok: hip/groups/reduce
  out[threadIdx.x] = tile.shfl(sum, 0);
  if (sum > 0) {
    const auto active = cg::coalesced_threads();
    // expect: hip/groups/reduce
    const int most = hip_port::reduce(active, in[threadIdx.x], [](int a, int b) { return a < b ? b : a; });
    if (active.thread_rank() == 0) atomicMax(out, most);
  }
}
