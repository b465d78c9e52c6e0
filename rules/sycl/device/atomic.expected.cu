#include "port.hpp"

void count(unsigned int* bins, int* most, sycl::half* sum, const int* x) {
    // expect: sycl/device/atomic
    port::atomic(&bins[x[port::thread_idx().x] & 15]).fetch_add(1u);
    // expect: sycl/device/atomic
    const int before = port::atomic(most).fetch_max(x[port::thread_idx().x]);
    // expect: sycl/device/atomic
    port::atomic<sycl::memory_scope::system>(most).exchange(before);
    // expect: sycl/device/atomic
    port::atomic(sum).fetch_add(sycl::half(1.0f));
    // ok: sycl/device/atomic
    port::atomic_cas(most, 0, 1);
}
