#include "port.hpp"
void plain(float* x, int n) { if (port::thread_idx().x < n) x[port::thread_idx().x] = 0; }
template <class T> void fill(T* x, T value) { x[port::thread_idx().x] = value; }
template <int N> void strided(float* x) { x[port::thread_idx().x * N] = 0; }
void twice(int* x) { x[port::thread_idx().x] *= 2; }
void twice(float* x) { x[port::thread_idx().x] *= 2; }
void stat(float* x) { x[port::thread_idx().x] = 0; }
void copy(float* to, const float* from) { to[port::thread_idx().x] = from[port::thread_idx().x]; }
template <class T> void sort(T* x) { x[port::thread_idx().x] = 0; }
template <int N = 4, class T = float> void every(T* x) { x[port::thread_idx().x * N] = 0; }
void scale(float* x, float by = 2) { x[port::thread_idx().x] *= by; }
void right(float* x) { x[port::thread_idx().x] = 0; }
using namespace std;

#define PLAINLY(kernel) port::launch<kernel>(1, 32)(x, 3)
#define EACH(n) (n) / 32, 32
// expect: sycl/launch/launch
#define WITH2(grid, block) ->*port::launching(grid, block)
// expect: sycl/launch/launch
#define WITH3(grid, block, shared) ->*port::launching(grid, block, shared )
#define ANY(kernel, ...) port::launch(PORT_KERNEL(kernel), 1, 32)(__VA_ARGS__)

void run(float* x, dim3 grid, dim3 block, port::stream_t stream, void (*kernel)(float*, int)) {
    // expect: sycl/launch/launch
    port::launch<plain>(grid, block)(x, 3);
    // expect: sycl/launch/launch
    port::launch<plain>(grid, block, 16, stream)(x, 3);
    // expect: sycl/launch/launch
    port::launch(PORT_KERNEL(fill), grid, block)(x, 1.0f);
    // expect: sycl/launch/launch
    port::launch(PORT_KERNEL(fill<float>), grid, block, 0, stream)(x, 1.0f);
    // expect: sycl/launch/launch
    port::launch<strided<4>>(grid, block)(x);
    // expect: sycl/launch/launch
    port::launch(PORT_KERNEL(twice), grid, block)(x);
    // expect: sycl/launch/launch
    port::launch(kernel, grid, block)(x, 3);
    // expect: sycl/launch/launch
    port::launch<plain>(EACH(64))(x, 3);
    // expect: sycl/launch/launch
    port::launch(PORT_KERNEL(fill), EACH(64))(x, 1.0f);
    // expect: sycl/launch/launch
    port::launch(kernel, EACH(64))(x, 3);
    // expect: sycl/launch/launch
    port::launch(PORT_KERNEL(stat), grid, block)(x);
    // expect: sycl/launch/launch
    port::launch(PORT_KERNEL(copy), grid, block)(x, x);
    // expect: sycl/launch/launch
    port::launch<::copy>(grid, block)(x, x);
    // expect: sycl/launch/launch
    port::launch(PORT_KERNEL(sort<float>), grid, block)(x);
    // expect: sycl/launch/launch
    port::launch(PORT_KERNEL(every), grid, block)(x);
    // expect: sycl/launch/launch
    port::launch<every<8>>(grid, block)(x);
    // expect: sycl/launch/launch
    port::launch(PORT_KERNEL(scale), grid, block)(x);
    // expect: sycl/launch/launch
    port::launch(PORT_KERNEL(right), grid, block)(x);
    port::entry<plain> WITH2(grid, block)(x, 3);
    port::entry<plain> WITH3(dim3(1), dim3(32), 16) (x, 3);
    PLAINLY(plain);
    ANY(plain, x, 3);
    ANY(fill, x, 1.0f);
    // ok: sycl/launch/launch
    port::stream_synchronize(stream);
}
