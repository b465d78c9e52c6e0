#include <cooperative_groups.h>
#include <cooperative_groups/reduce.h>
#include <cooperative_groups/scan.h>
#include <cuda_runtime.h>

namespace cg = cooperative_groups;

__global__ void ranks(const int* x, int* to) {
    auto tile = cg::tiled_partition<32>(cg::this_thread_block());
    int i = threadIdx.x;
    // expect: hip/groups/scan
    int before = cg::exclusive_scan(tile, x[i], cg::plus<int>());
    // ok: hip/groups/scan
    int last = tile.shfl(before, tile.size() - 1);
    // expect: hip/groups/scan
    to[i] = before + last + cg::inclusive_scan(tile, 1);
    tile.sync();
}
