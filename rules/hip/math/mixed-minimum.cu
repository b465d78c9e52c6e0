#include <cuda_runtime.h>

__global__ void stencil(float* x, int n, unsigned int m, size_t bytes) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    // expect: hip/math/mixed-minimum
    x[min(threadIdx.x + 1, 255)] += 1.f;
    // expect: hip/math/mixed-minimum
    x[max(i - 1, m)] += x[i];
    long left = n - i;
    // expect: hip/math/mixed-minimum
    size_t part = min(bytes, left);
    // ok: hip/math/mixed-minimum
    x[min(i + 1, n - 1)] += part;
    // ok: hip/math/mixed-minimum
    x[i] = max(x[i], 0.f);
}
