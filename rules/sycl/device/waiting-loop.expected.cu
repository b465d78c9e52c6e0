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

void host(volatile int* flag) {
    // ok: sycl/device/waiting-loop
    while (*flag == 0) {}
}
