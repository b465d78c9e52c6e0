#include <time.h>

__global__ void wait(long* taken, long ticks) {
    // expect: sycl/device/clock
    clock_t start = clock();
    // expect: sycl/device/clock
    while (clock() - start < ticks) taken[threadIdx.x]++;
}

long on_host() {
    // ok: sycl/device/clock
    return clock();
}
