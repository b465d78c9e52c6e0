#include "port.hpp"
struct Range { int first, last; };

template <class T> void within(T* x, Range range, const T* mask) {
    if (port::thread_idx().x >= range.first && port::thread_idx().x < range.last && (!mask || mask[port::thread_idx().x])) x[port::thread_idx().x] = 0;
}

void run(float* x, dim3 grid) {
    // expect: sycl/launch/untyped-argument
    port::launch(PORT_KERNEL(within), grid, 32)(x, {0, 4}, x);
    // ok: sycl/launch/untyped-argument
    port::launch(PORT_KERNEL(within), grid, 32)(x, Range{0, 4}, nullptr);
    // ok: sycl/launch/untyped-argument
    port::launch(PORT_KERNEL(within), grid, 32)(x, Range{0, 4}, x);
    // ok: sycl/launch/untyped-argument
    port::launch<within<float>>(grid, 32)(x, {0, 4}, nullptr);
    // ok: sycl/launch/untyped-argument
    port::launch(PORT_KERNEL(within), grid, 32)(x, Range{0, 4}, nullptr);
}
