#include <thrust/device_vector.h>
#include <thrust/functional.h>
#include <thrust/reduce.h>
#include <thrust/sort.h>
#include <thrust/transform_reduce.h>

int sum(thrust::device_vector<int>& keys, thrust::device_vector<int>& values, cudaStream_t stream) {
    // expect: sycl/thrust/algorithm
    thrust::sort_by_key(keys.begin(), keys.end(), values.begin());
    // expect: sycl/thrust/algorithm
    thrust::sort(thrust::device, keys.begin(), keys.end());
    // expect: sycl/thrust/algorithm
    return thrust::transform_reduce(thrust::cuda::par.on(stream), keys.begin(), keys.end(), thrust::negate<int>(), 0, thrust::plus<int>());
}

// ok: sycl/thrust/algorithm
void* none(thrust::device_vector<int>& keys) { return &keys; }
