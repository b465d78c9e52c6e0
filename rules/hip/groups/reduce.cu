#include <cooperative_groups.h>
#include <cooperative_groups/reduce.h>
#include <cooperative_groups/scan.h>
#include <cuda_runtime.h>

namespace cg = cooperative_groups;

__global__ void ranks(const int* x, int* to) {
    auto tile = cg::tiled_partition<32>(cg::this_thread_block());
    int i = threadIdx.x;
    // expect: hip/groups/reduce
    int before = cg::exclusive_scan(tile, x[i], cg::plus<int>());
    // ok: hip/groups/reduce
    int last = tile.shfl(before, tile.size() - 1);
    to[i] = before + last;
    tile.sync();
}
