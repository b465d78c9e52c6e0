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

void look(int* x) {
    // ok: sycl/device/static-local
    static const int primes[4] = {2, 3, 5, 7};
    // ok: sycl/device/static-local
    static constexpr int step = 2;
    // expect: sycl/device/static-local
    static const int* last;
    // ok: sycl/device/static-local
    auto& sum = PORT_SHARED(int);
    // ok: sycl/device/static-local
    static const char* const text = "text";
    last = x;
    sum = text[0] + last[0];
    x[port::thread_idx().x] = primes[port::thread_idx().x & 3] + step;
}
