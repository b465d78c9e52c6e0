#include <cuda_fp16.h>

__global__ void count(unsigned int* bins, int* most, __half* sum, const int* x) {
    // expect: sycl/device/atomic
    atomicAdd(&bins[x[threadIdx.x] & 15], 1u);
    // expect: sycl/device/atomic
    const int before = atomicMax(most, x[threadIdx.x]);
    // expect: sycl/device/atomic
    atomicExch_system(most, before);
    // expect: sycl/device/atomic
    atomicAdd(sum, __float2half(1.0f));
    // ok: sycl/device/atomic
    atomicCAS(most, 0, 1);
}
