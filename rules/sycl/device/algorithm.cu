#include <thrust/execution_policy.h>
#include <thrust/sort.h>

__global__ void rows(int* x, int n) {
    // expect: sycl/device/algorithm
    thrust::sort(thrust::seq, x + n * threadIdx.x, x + n * threadIdx.x + n);
}

struct Sorted {
    __device__ void operator()(int* x) const {
        // expect: sycl/device/algorithm
        thrust::sort(thrust::device, x, x + 4);
    }
};

void host(int* x, int n) {
    // ok: sycl/device/algorithm
    thrust::sort(thrust::device, x, x + n);
    // ok: sycl/device/algorithm
    thrust::sort(thrust::seq, x, x + n);
}
