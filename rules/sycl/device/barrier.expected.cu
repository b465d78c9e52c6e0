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

void half_a_wave(int* x) {
    // ok: sycl/device/barrier
    x[port::thread_idx().x] = port::thread_idx().x;
    // expect: sycl/device/barrier
    sycl::group_barrier(port::block());
    if (port::thread_idx().x >= 64) return;
    // expect: sycl/device/barrier
    sycl::group_barrier(port::block());
}
void launch(int* x) { port::launch<half_a_wave>(1, 96)(x); }
