#include "port.hpp"
static port::global<float[4]> factors;
static port::global<int> counter;
PORT_TEXTURE(image, float, 1);

void read(float* out) { out[port::thread_idx().x] = factors.get()[port::thread_idx().x] * counter.get() + port::tex_1d_fetch(image, port::thread_idx().x); }

void prepare(float* values, float* memory, port::stream_t stream) {
    // expect: sycl/host/symbol-name
    port::memcpy_to_symbol(factors, values, sizeof(float) * 4);
    // expect: sycl/host/symbol-name
    port::memcpy_to_symbol(factors, values, sizeof(float) * 4, 0);
    // expect: sycl/host/symbol-name
    port::memcpy_to_symbol_async(factors, values, sizeof(float) * 4, 0, stream);
    // expect: sycl/host/symbol-name
    port::memcpy_from_symbol(values, factors, sizeof(float) * 4, 0);
    // expect: sycl/host/symbol-name
    port::memcpy_from_symbol_async(values, factors, sizeof(float) * 4, 0);
    void* address;
    size_t bytes;
    // expect: sycl/host/symbol-name
    port::symbol_address<counter>(&address);
    // expect: sycl/host/symbol-name
    port::symbol_size(&bytes, counter);
    // expect: sycl/host/symbol-name
    port::bind_texture(0, image, memory, bytes);
    // expect: sycl/host/symbol-name
    port::unbind_texture(image);
    // ok: sycl/host/symbol-name
    port::memcpy_to_symbol(factors, values, sizeof(float) * 4);
    // ok: sycl/host/symbol-name
    port::memcpy_from_symbol(values, factors, sizeof(float) * 4, 0);
}
