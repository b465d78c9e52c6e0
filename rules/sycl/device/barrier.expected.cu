#include "port.hpp"
void step(int* x, int n) {
    // expect: sycl/device/barrier
    sycl::group_barrier(port::block());
    const int i = port::block_idx().x * port::block_dim().x + port::thread_idx().x;
    // expect: sycl/device/barrier
    const int votes = sycl::reduce_over_group(port::block(), (i < n) ? 1 : 0, sycl::plus<>());
    if (i >= n) return;
    // expect: sycl/device/barrier
    sycl::group_barrier(port::block());
    // ok: sycl/device/barrier
    x[i] = votes;
}
