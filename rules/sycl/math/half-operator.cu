#include <cuda_fp16.h>

__global__ void axpy(const __half2* x, __half2* y, __half a) {
    // expect: sycl/math/half-operator
    y[threadIdx.x] = __hadd2(y[threadIdx.x], __hmul2(x[threadIdx.x], y[0]));
    // expect: sycl/math/half-operator
    if (__hlt(a, __low2half(y[0]))) return;
    // ok: sycl/math/half-operator
    y[threadIdx.x] = __hfma2(x[threadIdx.x], y[0], y[1]);
}

__global__ void means(int* x) {
    // expect: sycl/math/half-operator
    x[threadIdx.x] = __hadd(x[threadIdx.x], 1);
}
