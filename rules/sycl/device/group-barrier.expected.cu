#include "port.hpp"
namespace cg = port::cg;

void halves(float* x, int n) {
    auto block = cg::this_thread_block();
    // ok: sycl/device/group-barrier
    block.sync();
    const int i = port::block_idx().x * port::block_dim().x + port::thread_idx().x;
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

void step(cg::thread_block block, float* x) {
    if (port::thread_idx().x < 32) {
        // expect: sycl/device/group-barrier
        block.sync();
        x[port::thread_idx().x] += 1;
    }
}
