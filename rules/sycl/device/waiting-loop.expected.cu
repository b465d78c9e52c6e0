#include "port.hpp"
static port::global<int> turn;

void handed_on(volatile int* flag, int* x) {
    // expect: sycl/device/waiting-loop
    while (flag[port::block_idx().x] == 0) {}
    // expect: sycl/device/waiting-loop
    while (port::atomic(&turn.get()).fetch_add(0) < 3);
    // ok: sycl/device/waiting-loop
    while (port::atomic_cas(&turn.get(), 0, 1) != 0) {}
    // ok: sycl/device/waiting-loop
    while (port::atomic(&turn.get()).exchange(1)) {}
    // ok: sycl/device/waiting-loop
    while (x[0] > 0) { x[0] -= 1; }
    // ok: sycl/device/waiting-loop
    while (x[--turn.get()] > 0);
}

// Its own rule says nothing of a lock that one thread of a block takes.
void lock_of_block() {
    // expect: sycl/device/waiting-loop
    if (port::thread_idx().x == 0) while (port::atomic_cas(&turn.get(), 0, 1) != 0) {}
}

// Each is done when its neighbours are.
void rounds(const int nodes, const int* from, volatile int* const state, volatile int* other) {
    int missing;
    // expect: sycl/device/waiting-loop
    do {
        missing = 0;
        for (int v = port::thread_idx().x; v < nodes; v += port::block_dim().x) {
            const int near = state[from[v]];
            if (near == 0) missing = 1;
            else state[v] = near;
        }
    } while (missing != 0);
    // ok: sycl/device/waiting-loop
    do {
        missing = 0;
        const int near = state[from[port::thread_idx().x]];
        sycl::group_barrier(port::block());
        if (near == 0) state[port::thread_idx().x] = missing = 1;
        sycl::group_barrier(port::block());
    } while (missing != 0);
}

void counted(const int* from, int* to) {
    int left = 8;
    // ok: sycl/device/waiting-loop
    do {
        to[left] = from[left];
        --left;
    } while (left);
}

void asked(port::cuda::atomic<int>* flag) {
    // expect: sycl/device/waiting-loop
    while (flag->load(std::memory_order_acquire) == 0) {}
}

void host(volatile int* flag) {
    // ok: sycl/device/waiting-loop
    while (*flag == 0) {}
}
