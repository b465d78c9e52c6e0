#include "port.hpp"

void first(int* x) {
    // expect: sycl/device/checked-access
    std::optional<int> seen(x[0]);
    // expect: sycl/device/checked-access
    std::array<int, 4> four{1, 2, 3, 4};
    x[port::thread_idx().x] = seen.value() + four.at(1);
}

void last(int* x) {
    // ok: sycl/device/checked-access
    std::optional<int> seen(x[0]);
    // ok: sycl/device/checked-access
    std::array<int, 4> four{1, 2, 3, 4};
    x[port::thread_idx().x] = *seen + four[1];
}

void meet(int* x) {
    // expect: sycl/device/checked-access
    port::cuda::atomic_ref<int, port::cuda::thread_scope_device> ready(*x);
    if (port::thread_idx().x == 0) {
        ready.store(1);
        ready.notify_all();
    }
    ready.wait(0);
}
