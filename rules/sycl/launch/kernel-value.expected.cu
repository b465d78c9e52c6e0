#include "port.hpp"
void add(int* x) { x[port::thread_idx().x] += 1; }
template <class T> void fill(T* x) { x[port::thread_idx().x] = 0; }
template <class T> void halve(T* x, T by = 2) { x[port::thread_idx().x] /= by; }
void twice(int* x) { x[port::thread_idx().x] *= 2; }
void twice(float* x) { x[port::thread_idx().x] *= 2; }

#define RUN(kernel, x) port::launch<kernel>(1, 32)(x)

namespace more { void half(int* x) { x[port::thread_idx().x] /= 2; } }
// ok: sycl/launch/kernel-value
using more::half;

enum class Way { add, fill };
void run(int* x) {
    // ok: sycl/launch/kernel-value
    const Way way = Way::add;
    // expect: sycl/launch/kernel-value
    void (*table[])(int*) = {port::entry<add>, port::entry<add>, port::entry<fill<int>>};
    // expect: sycl/launch/kernel-value
    void (*first)(int*) = fill;
    // expect: sycl/launch/kernel-value
    void (*all)(int*, int) = port::entry<halve<int>>;
    // expect: sycl/launch/kernel-value
    void (*second)(int*) = twice;
    port::function_attributes attributes;
    // expect: sycl/launch/kernel-value
    port::get_attributes(&attributes, port::entry<add>);
    // ok: sycl/launch/kernel-value
    port::launch<add>(1, 32)(x);
    // ok: sycl/launch/kernel-value
    RUN(add, x);
}
