#include "port_dpl.hpp"

int* plain(int* memory) {
    // expect: sycl/thrust/value
    thrust::int* wrapped = (memory);
    // expect: sycl/thrust/value
    auto numbers = oneapi::dpl::counting_iterator(3);
    // ok: sycl/thrust/value
    memory[0] = *numbers;
    // expect: sycl/thrust/value
    return (wrapped);
}
