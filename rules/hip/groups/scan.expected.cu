#include "hip_port.hpp"
#include <hip/hip_runtime.h>
#include <hip/hip_cooperative_groups.h>
#include <hip/cooperative_groups/hip_reduce.h>

namespace cg = cooperative_groups;

__global__ void ranks(const int* x, int* to) {
    auto tile = cg::tiled_partition<32>(cg::this_thread_block());
    int i = threadIdx.x;
    // expect: hip/groups/scan
    int before = hip_port::exclusive_scan(tile, x[i], cg::plus<int>());
    // ok: hip/groups/scan
    int last = tile.shfl(before, tile.size() - 1);
    // expect: hip/groups/scan
    to[i] = before + last + hip_port::inclusive_scan(tile, 1);
    tile.sync();
}
