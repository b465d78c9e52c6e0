#include "port.hpp"
static port::global<float[9]> weights;
namespace counters {
static port::global<unsigned int> hits;
}

float first() {
    // expect: sycl/device/device-variable-use
    return weights[0];
}

float last() {
#ifdef __SYCL_DEVICE_ONLY__
    // expect: sycl/device/device-variable-use
    return weights.get()[8];
#else
    return 1;
#endif
}

void apply(float* x) {
    // expect: sycl/device/device-variable-use
    x[port::thread_idx().x] *= weights.get()[port::thread_idx().x % 9];
    // expect: sycl/device/device-variable-use
    port::atomic(&counters::hits.get()).fetch_add(1u);
    // expect: sycl/device/device-variable-use
    x[port::thread_idx().x] += sizeof(weights.get());
    // expect: sycl/device/device-variable-use
    decltype(port::value_of<counters::hits>) copied = 3;
    x[port::thread_idx().x] += copied;
}

// expect: sycl/device/device-variable-use
decltype(port::value_of<weights>) on_host = {1, 2};
// expect: sycl/device/device-variable-use
const int taps = sizeof(port::value_of<weights>) / sizeof(*port::value_of<weights>);

void upload(const float* from) {
    // ok: sycl/device/device-variable-use
    port::memcpy_to_symbol(weights, from, sizeof(float) * 9);
    // expect: sycl/device/device-variable-use
    port::memcpy_to_symbol(weights, from, sizeof(port::value_of<weights>));
    // expect: sycl/device/device-variable-use
    port::memcpy_to_symbol(counters::hits, from, sizeof port::value_of<counters::hits>);
    // expect: sycl/device/device-variable-use
    port::memcpy_to_symbol((const void*)&weights, from, 4);
    // expect: sycl/device/device-variable-use
    port::memcpy_to_symbol(static_cast<const void*>(&weights), from, 4);
    // ok: sycl/device/device-variable-use
    port::memcpy_to_symbol((const char*)&weights, from, 4);
}

unsigned int shadow() {
    // expect: sycl/device/device-variable-use
    counters::hits = 3;
    // expect: sycl/device/device-variable-use
    if (weights[0] > 1) return 0;
    // expect: sycl/device/device-variable-use
    printf("%d %u\n", taps, counters::hits);
    unsigned int copied;
    // ok: sycl/device/device-variable-use
    port::memcpy_from_symbol(&copied, counters::hits, sizeof copied);
    // expect: sycl/device/device-variable-use
    return counters::hits;
}

struct grid_type { int nx, ny; }; static port::global<grid_type> grid;

// expect: sycl/device/device-variable-use
void rows(int* x) { x[port::thread_idx().x] = grid.get().ny; }

void diagonal(float* x);
static port::global<float*> buffer;

void of_the_host(float* from) {
    // expect: sycl/device/device-variable-use
    port::malloc((void**)&buffer, 64);
    // expect: sycl/device/device-variable-use
    port::memcpy(buffer, from, 64);
    // expect: sycl/device/device-variable-use
    port::launch<diagonal>(1, 4)(buffer);
    // ok: sycl/device/device-variable-use
    port::memcpy_to_symbol(buffer, &from, sizeof(from));
}

struct Matrix {
    float m[4];
    float operator()(int i) const { return m[i]; }
};
static port::global<Matrix> matrix;

void diagonal(float* x) {
    // expect: sycl/device/device-variable-use
    x[port::thread_idx().x] = matrix.get()(port::thread_idx().x);
}

float sum(const float* weights, int n) {
    float total = 0;
    // ok: sycl/device/device-variable-use
    for (int i = 0; i < n; ++i) total += weights[i];
    return total;
}
