#include <hip/hip_runtime.h>
#include <hip/hip_cooperative_groups.h>

namespace cg = cooperative_groups;

__global__ void scale(const float* from, float* to) {
    __shared__ float tile[256];
    auto block = cg::this_thread_block();
    // ok: hip/groups/group-copy
    cg::memcpy_async(block, tile, from + 256 * blockIdx.x, sizeof(tile));
    // expect: hip/groups/group-copy
    block.sync();
    to[256 * blockIdx.x + threadIdx.x] = 2.0f * tile[threadIdx.x];
}
