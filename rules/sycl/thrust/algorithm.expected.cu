#include "port_dpl.hpp"

int sum(port::device_vector<int>& keys, port::device_vector<int>& values, port::stream_t stream) {
    // expect: sycl/thrust/algorithm
    oneapi::dpl::sort_by_key(port::policy(), keys.begin(), keys.end(), values.begin());
    // expect: sycl/thrust/algorithm
    oneapi::dpl::sort(port::policy(), keys.begin(), keys.end());
    // expect: sycl/thrust/algorithm
    return oneapi::dpl::transform_reduce(port::policy(stream), keys.begin(), keys.end(), 0, std::plus<int>(), std::negate<int>());
}

// ok: sycl/thrust/algorithm
void* none(port::device_vector<int>& keys) { return &keys; }
