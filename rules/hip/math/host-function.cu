#include <cuda_runtime.h>

__global__ void normalise(float* x, float length) {
    // ok: hip/math/host-function
    x[threadIdx.x] *= rsqrtf(length);
}

__host__ __device__ float inverse(float x) {
    // expect: hip/math/host-function
    return rsqrtf(x);
}

double expected(float length, double x) {
    // expect: hip/math/host-function
    float scale = 2.f * rsqrtf(length + 1);
    // expect: hip/math/host-function
    return scale * normcdf(x);
}

__host__ __device__ float inverse_on_both(float x) {
#ifdef __CUDA_ARCH__
    // ok: hip/math/host-function
    return rsqrtf(x);
#else
    return 1.0f / sqrtf(x);
#endif
}
