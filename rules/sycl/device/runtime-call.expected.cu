#include "port.hpp"
void child(int* x) { x[port::thread_idx().x] = 1; }

void parent(int* x) {
    port::launch<child>(1, 32)(x);
    // expect: sycl/device/runtime-call
    port::device_synchronize();
}

void settle() {
#ifndef __SYCL_DEVICE_ONLY__
    // ok: sycl/device/runtime-call
    port::device_synchronize();
#endif
}

void host(int* x) {
    port::launch<parent>(1, 1)(x);
    // ok: sycl/device/runtime-call
    port::device_synchronize();
}
