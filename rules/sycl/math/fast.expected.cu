#include "port.hpp"
void wave(float* x) {
    // expect: sycl/math/fast
    x[port::thread_idx().x] = sycl::native::sin(float(x[port::thread_idx().x])) + sycl::native::exp(float(1));
    // expect: sycl/math/fast
    x[port::thread_idx().x] = sycl::native::divide(float(x[port::thread_idx().x]), float(3.0f));
    // ok: sycl/math/fast
    x[port::thread_idx().x] = sinf(x[port::thread_idx().x]);
}
