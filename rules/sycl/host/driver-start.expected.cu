#include "port.hpp"

int run(int** x) {
    // expect: sycl/host/driver-start
    (void)0;
    // ok: sycl/host/driver-start
    return port::malloc(x, 4) != port::success;
}

bool started() {
    // ok: sycl/host/driver-start
    return cuInit(0) == port::success;
}
