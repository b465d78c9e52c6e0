#include "port.hpp"
void add(int* x) { x[port::thread_idx().x] += 1; }

int run(int* x) {
    // expect: sycl/launch/no-setting
    if (port::success != port::success) return 1;
    // expect: sycl/launch/no-setting
    (void)0;
    // expect: sycl/launch/no-setting
    (void)0;
    // ok: sycl/launch/no-setting
    return port::device_synchronize() != port::success;
}
