#include "port.hpp"
void step(float* x) {
// expect: sycl/guards/compute-capability
#if __SYCL_DEVICE_ONLY__ >= 900
    x[port::thread_idx().x] = 1;
#endif
// ok: sycl/guards/compute-capability
    x[port::thread_idx().x] = 2;
}
