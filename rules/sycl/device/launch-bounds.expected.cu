// expect: sycl/device/launch-bounds
#include "port.hpp"
void scale(float* x) { x[port::thread_idx().x] *= 2; }
// ok: sycl/device/launch-bounds
void half(float* x) { x[port::thread_idx().x] /= 2; }
// expect: sycl/device/launch-bounds
void shift(float* x) { x[port::thread_idx().x] += 2; }
