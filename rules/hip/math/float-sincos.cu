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

template <class T>
__global__ void turn(T* o, T x) {
    T s, c;
    // expect: hip/math/float-sincos
    sincos(x, &s, &c);
    // expect: hip/math/float-sincos
    sincospi(o[1], &o[2], &o[3]);
    o[0] = s + c;
}

template <class T>
__device__ void through(T angle, T* sine, T* cosine) {
    // expect: hip/math/float-sincos
    sincos(angle, sine, cosine);
    // expect: hip/math/float-sincos
    sincos(angle, sine + 1, &cosine[1]);
}

__device__ void wide(double angle, double* sine, double* cosine) {
    // ok: hip/math/float-sincos
    sincos(angle, sine, cosine);
}

__device__ void narrow(float angle, float* sine, float* cosine) {
    // expect: hip/math/float-sincos
    sincos(angle * 2, sine, cosine + 1);
}

// expect: hip/math/float-sincos
#define TURN(x, s, c) sincos(2 * (x) + 1, &s, &c)
// expect: hip/math/float-sincos
#define TURN_TO(x, s, c) sincospi((x) / 2, s, c)

template <class T>
__device__ T computed(T angle, T* o) {
    T s, c;
    // expect: hip/math/float-sincos
    sincos(2 * angle + T(0), &s, &c);
    // expect: hip/math/float-sincos
    sincos(angle * angle - 1, &s, &c);
    // ok: hip/math/float-sincos
    sincos(*o++, &s, &c);
    return s + c;
}
