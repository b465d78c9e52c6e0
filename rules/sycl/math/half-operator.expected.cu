#include "port.hpp"

void axpy(const sycl::half2* x, sycl::half2* y, sycl::half a) {
    // expect: sycl/math/half-operator
    y[port::thread_idx().x] = ((y[port::thread_idx().x]) + (((x[port::thread_idx().x]) * (y[0]))));
    // expect: sycl/math/half-operator
    if (((a) < ((y[0])[0]))) return;
    // ok: sycl/math/half-operator
    y[port::thread_idx().x] = sycl::fma(x[port::thread_idx().x], y[0], y[1]);
}
