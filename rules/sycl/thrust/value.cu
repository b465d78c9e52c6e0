#include <thrust/device_ptr.h>
#include <thrust/iterator/counting_iterator.h>

int* plain(int* memory) {
    // expect: sycl/thrust/value
    thrust::device_ptr<int> wrapped = thrust::device_pointer_cast(memory);
    // expect: sycl/thrust/value
    auto numbers = thrust::make_counting_iterator(3);
    // ok: sycl/thrust/value
    memory[0] = *numbers;
    // expect: sycl/thrust/value
    return thrust::raw_pointer_cast(wrapped);
}
