#include "port.hpp"
void step(int* x, int n) {
    // expect: sycl/device/barrier
    sycl::group_barrier(port::block());
    const int i = port::block_idx().x * port::block_dim().x + port::thread_idx().x;
    // expect: sycl/device/barrier
    const int votes = sycl::reduce_over_group(port::block(), (i < n) ? 1 : 0, sycl::plus<>());
    const bool active = !(i >= n);
    // expect: sycl/device/barrier
    sycl::group_barrier(port::block());
    // ok: sycl/device/barrier
    if (!active) return;
    x[i] = votes;
}

// Those that left get to the barriers with the others, and do nothing in between.
void neighbours(const int* x, int* y, int n) {
    auto& tile = PORT_SHARED(int[96]);
    const int i = port::block_idx().x * port::block_dim().x + port::thread_idx().x;
    const bool active = !(i >= n); // nothing to do
    const int limit = n - 1;
    int own{}; if (active) own = x[i];
    if (active) tile[port::thread_idx().x] = own;
    // expect: sycl/device/barrier
    sycl::group_barrier(port::block());
    for (int step = port::block_dim().x / 2; step > 0; step /= 2) {
        if (active && (port::thread_idx().x < step || i == limit))
            tile[port::thread_idx().x] += tile[port::thread_idx().x + step];
        // expect: sycl/device/barrier
        sycl::group_barrier(port::block());
        if (active) {
            y[i] = own;
            y[i] += tile[0];
        }
        // expect: sycl/device/barrier
        sycl::group_barrier(port::block());
    }
    // ok: sycl/device/barrier
    if (!active) return;
    y[i] += own;
}

void some_of_a_block(int* x, int n) {
    const bool active = (port::thread_idx().x < n);
    {
        if (active) x[port::thread_idx().x] = 1;
        // expect: sycl/device/barrier
        sycl::group_barrier(port::block());
        // ok: sycl/device/barrier
        if (active) x[n - port::thread_idx().x] += 1;
    }
}

// How often they get there is up to each thread.
void as_often_as_it_likes(int* x, int n) {
    for (int i = port::thread_idx().x; i < n; i += 32) {
        // ok: sycl/device/barrier
        x[i] = 1;
        // expect: sycl/device/barrier
        sycl::group_barrier(port::block());
    }
}
void launch(int* x) { port::launch<some_of_a_block>(1, 96)(x, 64); }
