#include "port.hpp"
void count(int* x) {
    // expect: sycl/device/static-local
    static int calls = 0;
    x[port::thread_idx().x] = ++calls;
}

int host() {
    // ok: sycl/device/static-local
    static int calls = 0;
    return ++calls;
}
