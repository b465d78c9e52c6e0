#include <cooperative_groups.h>

namespace cg = cooperative_groups;

struct Pool {
    int num_threads() const;
    int num_blocks() const;
};

__global__ void members(int* o, const Pool pool) {
    cg::thread_block b = cg::this_thread_block();
    auto g = cg::this_grid();
    // expect: hip/groups/members
    o[0] = b.dim_threads().x + b.thread_index().y;
    // expect: hip/groups/members
    o[g.thread_rank()] = g.num_blocks() + g.block_rank();
    // expect: hip/groups/members
    o[1] = cg::this_grid().dim_blocks().x;
    // expect: hip/groups/members
    b.barrier_wait(b.barrier_arrive());
    // expect: hip/groups/members
    auto token = g.barrier_arrive();
    // expect: hip/groups/members
    g.barrier_wait(std::move(token));
    // ok: hip/groups/members
    o[2] = pool.num_threads() + pool.num_blocks();
}

__device__ unsigned leader(const cg::grid_group& whole) {
    // expect: hip/groups/members
    return whole.block_rank();
}
