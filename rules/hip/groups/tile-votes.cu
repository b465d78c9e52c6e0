#include <cooperative_groups.h>
#include <cuda_runtime.h>

namespace cg = cooperative_groups;

__global__ void any(const int* x, int* to) {
    auto block = cg::this_thread_block();
    auto tile = cg::tiled_partition<16>(block);
    // expect: hip/groups/tile-votes
    bool found = tile.any(x[block.thread_rank()] > 0);
    // ok: hip/groups/tile-votes
    int first = tile.shfl(x[block.thread_rank()], 0);
    if (found && tile.thread_rank() == 0) to[tile.meta_group_rank()] = first;
}
