#include "port.hpp"
template <class T> void within(T* x, int last, const T* mask) {
    if (port::thread_idx().x < last && (!mask || mask[port::thread_idx().x])) x[port::thread_idx().x] = 0;
}

void run(float* x, dim3 grid) {
    // expect: sycl/launch/null-argument
    port::launch(PORT_KERNEL(within), grid, 32)(x, 4, nullptr);
    // ok: sycl/launch/null-argument
    port::launch(PORT_KERNEL(within), grid, 32, 0, NULL)(x, 4, x);
    // ok: sycl/launch/null-argument
    float* none = NULL;
    // ok: sycl/launch/null-argument
    port::memcpy(none, NULL, 0);
}
