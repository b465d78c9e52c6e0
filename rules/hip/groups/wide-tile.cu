#include <cooperative_groups.h>
#include <cuda_runtime.h>

namespace cg = cooperative_groups;

__global__ void sum(const float* from, float* to) {
    auto block = cg::this_thread_block();
    // ok: hip/groups/wide-tile
    auto tile = cg::tiled_partition<32>(block);
    // expect: hip/groups/wide-tile
    auto wide = cg::tiled_partition<128>(block);
    float value = from[block.thread_rank()];
    for (int step = tile.size() / 2; step > 0; step /= 2) value += tile.shfl_down(value, step);
    if (wide.thread_rank() == 0) to[wide.meta_group_rank()] = value;
}
