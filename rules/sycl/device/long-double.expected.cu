#include "port.hpp"
double half_of(double x) {
    // expect: sycl/device/long-double
    double y = x;
    return (double)(y / 2);
}

void halves(double* values, const double factor) {
    // expect: sycl/device/long-double
    values[port::thread_idx().x] = (double)half_of(values[port::thread_idx().x]) * factor;
}

long double host(long double x) {
    // ok: sycl/device/long-double
    long double y = x;
    return y;
}
