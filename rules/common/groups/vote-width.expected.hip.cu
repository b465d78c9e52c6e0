#include <hip/hip_runtime.h>
#include <hip/hip_cooperative_groups.h>

namespace cg = cooperative_groups;

__global__ void count(const int* x, int* to) {
    auto active = cg::coalesced_threads();
    // expect: cuda/groups/vote-width
    unsigned votes = active.ballot(x[threadIdx.x] > 0);
    auto tile = cg::tiled_partition<32>(cg::this_thread_block());
    // ok: cuda/groups/vote-width
    unsigned mine = tile.ballot(x[threadIdx.x] < 0);
    to[threadIdx.x] = __popc(votes) + __popc(mine);
}
