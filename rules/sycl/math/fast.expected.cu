#include "port.hpp"
void wave(float* x) {
    // expect: sycl/math/fast
    x[port::thread_idx().x] = sycl::native::sin(float(x[port::thread_idx().x])) + sycl::exp(float(1)) + sycl::native::powr(float(2), float(3));
    // ok: sycl/math/fast
    x[port::thread_idx().x] = port::fdividef(x[port::thread_idx().x], 3.0f);
    // ok: sycl/math/fast
    x[port::thread_idx().x] = sinf(x[port::thread_idx().x]);
}
