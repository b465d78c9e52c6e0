#include <hip/hip_runtime.h>

__global__ void stencil(float* x, int n, unsigned int m, size_t bytes) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    // expect: hip/math/mixed-minimum
    x[min(static_cast<unsigned int>(threadIdx.x + 1), static_cast<unsigned int>(255))] += 1.f;
    // expect: hip/math/mixed-minimum
    x[max(static_cast<unsigned int>(i - 1), static_cast<unsigned int>(m))] += x[i];
    long left = n - i;
    // expect: hip/math/mixed-minimum
    size_t part = min(static_cast<unsigned long>(bytes), static_cast<unsigned long>(left));
    // ok: hip/math/mixed-minimum
    x[min(i + 1, n - 1)] += part;
    // ok: hip/math/mixed-minimum
    x[i] = max(x[i], 0.f);
}
