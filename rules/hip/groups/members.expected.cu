#include <hip/hip_runtime.h>
#include <hip/hip_cooperative_groups.h>

namespace cg = cooperative_groups;

struct Pool {
    int num_threads() const;
    int num_blocks() const;
};

__global__ void members(int* o, const Pool pool) {
    cg::thread_block b = cg::this_thread_block();
    auto g = cg::this_grid();
    // expect: hip/groups/members
    o[0] = dim3(blockDim.x, blockDim.y, blockDim.z).x + b.thread_index().y;
    // expect: hip/groups/members
    o[g.thread_rank()] = (static_cast<unsigned long long>(gridDim.x) * gridDim.y * gridDim.z) + ((static_cast<unsigned long long>(blockIdx.z) * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x);
    // expect: hip/groups/members
    o[1] = dim3(gridDim.x, gridDim.y, gridDim.z).x;
    // expect: hip/groups/members
    b.sync();
    // expect: hip/groups/members
    auto token = g.barrier_arrive();
    // expect: hip/groups/members
    g.barrier_wait(std::move(token));
    // ok: hip/groups/members
    o[2] = pool.num_threads() + pool.num_blocks();
}

__device__ unsigned leader(const cg::grid_group& whole) {
    // expect: hip/groups/members
    return ((static_cast<unsigned long long>(blockIdx.z) * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x);
}
