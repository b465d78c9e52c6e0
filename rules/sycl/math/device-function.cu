#include <cmath>

__global__ void waves(float* x, int n) {
    // expect: sycl/math/device-function
    float sine, cosine; sincosf(x[0], &sine, &cosine);
    // expect: sycl/math/device-function
    x[1] = ::exp10f(sine) + lround(cosine);
    // expect: sycl/math/device-function
    x[2] = j0f(x[0]) + jn(n, x[1]);
}

// ok: sycl/math/device-function
float ratio(float decibels) { return exp10f(decibels / 10) + j0f(decibels); }
