#include <cooperative_groups.h>
namespace cg = cooperative_groups;

__global__ void halves(float* x, int n) {
    auto block = cg::this_thread_block();
    // ok: sycl/device/group-barrier
    block.sync();
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n) return;
    // expect: sycl/device/group-barrier
    block.sync();
    // expect: sycl/device/group-barrier
    cg::sync(block);
    // expect: sycl/device/group-barrier
    cg::this_thread_block().sync();
    const auto tile = cg::tiled_partition<32>(block);
    // ok: sycl/device/group-barrier
    tile.sync();
    x[i] /= 2;
}

__device__ void step(cg::thread_block block, float* x) {
    if (threadIdx.x < 32) {
        // expect: sycl/device/group-barrier
        block.sync();
        x[threadIdx.x] += 1;
    }
}
