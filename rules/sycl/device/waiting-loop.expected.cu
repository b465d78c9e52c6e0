#include "port.hpp"
port::global<int> turn;

void handed_on(volatile int* flag, int* x) {
    // expect: sycl/device/waiting-loop
    while (flag[port::block_idx().x] == 0) {}
    // expect: sycl/device/waiting-loop
    while (port::atomic(&turn.get()).fetch_add(0) < 3);
    // ok: sycl/device/waiting-loop
    while (x[0] > 0) { x[0] -= 1; }
    // ok: sycl/device/waiting-loop
    while (x[--turn.get()] > 0);
}

void host(volatile int* flag) {
    // ok: sycl/device/waiting-loop
    while (*flag == 0) {}
}
