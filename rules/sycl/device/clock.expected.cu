#include "port.hpp"
#include <time.h>

void wait(long* taken, long ticks) {
    // expect: sycl/device/clock
    clock_t start = port::clock();
    // expect: sycl/device/clock
    while (port::clock() - start < ticks) taken[port::thread_idx().x]++;
}

long on_host() {
    // ok: sycl/device/clock
    return clock();
}
