#include <hip/hip_runtime.h>

__global__ void rotate(float2* p, float angle, double fine) {
    float s, c;
    // expect: hip/math/float-sincos
    sincosf(angle * 2, &s, &c);
    double t, d;
    // ok: hip/math/float-sincos
    sincos(fine, &t, &d);
    p[threadIdx.x] = make_float2(s + t, c + d);
}

template <class T>
__global__ void turn(T* o, T x) {
    T s, c;
    // expect: hip/math/float-sincos
    s = sin(x), c = cos(x);
    // expect: hip/math/float-sincos
    o[2] = sinpi(o[1]), o[3] = cospi(o[1]);
    o[0] = s + c;
}

template <class T>
__device__ void through(T angle, T* sine, T* cosine) {
    // expect: hip/math/float-sincos
    *sine = sin(angle), *cosine = cos(angle);
    // expect: hip/math/float-sincos
    *(sine + 1) = sin(angle), *(&cosine[1]) = cos(angle);
}

__device__ void wide(double angle, double* sine, double* cosine) {
    // ok: hip/math/float-sincos
    sincos(angle, sine, cosine);
}

__device__ void narrow(float angle, float* sine, float* cosine) {
    // expect: hip/math/float-sincos
    sincosf(angle * 2, sine, cosine + 1);
}

// expect: hip/math/float-sincos
#define TURN(x, s, c) s = sin(2 * (x) + 1), c = cos(2 * (x) + 1)
// expect: hip/math/float-sincos
#define TURN_TO(x, s, c) *(s) = sinpi((x) / 2), *(c) = cospi((x) / 2)

template <class T>
__device__ T computed(T angle, T* o) {
    T s, c;
    // expect: hip/math/float-sincos
    s = sin(2 * angle + T(0)), c = cos(2 * angle + T(0));
    // expect: hip/math/float-sincos
    s = sin(angle * angle - 1), c = cos(angle * angle - 1);
    // ok: hip/math/float-sincos
    sincos(*o++, &s, &c);
    return s + c;
}
