#include "port.hpp"
static port::global<float[9]> weights;

void copy(float* to, const float* from, size_t n, port::memcpy_kind kind, port::stream_t stream) {
    // expect: sycl/memory/copy
    port::memcpy(to, from, n * sizeof(float));
    // expect: sycl/memory/copy
    port::memcpy_async(to, from, n * sizeof(float), stream);
    // expect: sycl/memory/copy
    port::memcpy_2d(to, 64, from, 64, 32, 8);
    // expect: sycl/memory/copy
    port::memcpy_to_symbol_async(weights, from, 36, 0, stream);
    // expect: sycl/memory/copy
    port::memcpy(to, from, n);
    // expect: sycl/memory/copy
    port::memcpy_to_symbol(weights, from, 36);
    // expect: sycl/memory/copy
    port::memcpy_from_symbol(to, weights, 36);
    // ok: sycl/memory/copy
    port::memcpy_to_symbol(weights, from, 36);
}
