#include "port.hpp"

void axpy(const port::half2* x, port::half2* y, sycl::half a) {
    // expect: sycl/math/half-operator
    y[port::thread_idx().x] = ((y[port::thread_idx().x]) + (((x[port::thread_idx().x]) * (y[0]))));
    // expect: sycl/math/half-operator
    if (((a) < (port::low(y[0])))) return;
    // ok: sycl/math/half-operator
    y[port::thread_idx().x] = port::hfma(x[port::thread_idx().x], y[0], y[1]);
}

void means(int* x) {
    // expect: sycl/math/half-operator
    x[port::thread_idx().x] = port::hadd(x[port::thread_idx().x], 1);
}
