#include <cooperative_groups.h>
#include <cooperative_groups/reduce.h>
#include <cuda_runtime.h>

namespace cg = cooperative_groups;

__global__ void sums(const int *in, int *out) {
  const auto tile = cg::tiled_partition<32>(cg::this_thread_block());
  // expect: hip/groups/reduce
  const int sum = cg::reduce(tile, in[threadIdx.x], cg::plus<int>());
  // ok: hip/groups/reduce
  out[threadIdx.x] = tile.shfl(sum, 0);
  if (sum > 0) {
    const auto active = cg::coalesced_threads();
    // expect: hip/groups/reduce
    const int most = cg::reduce(active, in[threadIdx.x], [](int a, int b) { return a < b ? b : a; });
    if (active.thread_rank() == 0) atomicMax(out, most);
  }
}
