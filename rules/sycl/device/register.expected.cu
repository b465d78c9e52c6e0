#include "port.hpp"
void add(float* x, int n) {
    // expect: sycl/device/register
    float sum = 0, last;
    // expect: sycl/device/register
    for (int i = 0; i < n; i++) sum += x[i];
    // ok: sycl/device/register
    last = sum;
    x[port::thread_idx().x] = last;
}
