#include "port.hpp"
void child(int* x) { x[port::thread_idx().x] = 1; }

void parent(int* x) {
    // expect: sycl/launch/nested
    port::launch<child>(1, 32)(x);
}

void host(int* x) {
    // ok: sycl/launch/nested
    port::launch<parent>(1, 1)(x);
}
