#include "port_dpl.hpp"

void rows(int* x, int n) {
    // expect: sycl/device/algorithm
    port::thrust::sort(port::thrust::seq, x + n * port::thread_idx().x, x + n * port::thread_idx().x + n);
}

struct Sorted {
    void operator()(int* x) const {
        // expect: sycl/device/algorithm
        port::thrust::sort(port::thrust::device, x, x + 4);
    }
};

void host(int* x, int n) {
    // ok: sycl/device/algorithm
    port::thrust::sort(port::thrust::device, x, x + n);
    // ok: sycl/device/algorithm
    port::thrust::sort(port::thrust::seq, x, x + n);
}
