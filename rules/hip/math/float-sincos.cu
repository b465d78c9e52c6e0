#include <cuda_runtime.h>

__global__ void rotate(float2* p, float angle, double fine) {
    float s, c;
    // expect: hip/math/float-sincos
    sincos(angle * 2, &s, &c);
    double t, d;
    // ok: hip/math/float-sincos
    sincos(fine, &t, &d);
    p[threadIdx.x] = make_float2(s + t, c + d);
}
