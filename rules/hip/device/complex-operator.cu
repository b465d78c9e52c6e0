#include <cuComplex.h>

// expect: hip/device/complex-operator
__device__ inline cuFloatComplex operator+(const cuFloatComplex& a, const cuFloatComplex& b) {
    return cuCaddf(a, b);
}

// expect: hip/device/complex-operator
__host__ __device__ inline cuDoubleComplex operator-(cuDoubleComplex a, cuDoubleComplex b) {
    return cuCsub(a, b);
}

// expect: hip/device/complex-operator
inline bool operator==(const cuDoubleComplex& a, const cuDoubleComplex& b) {
    return a.x == b.x && a.y == b.y;
}

// ok: hip/device/complex-operator
__device__ inline cuFloatComplex scaled(const cuFloatComplex& a, const cuFloatComplex& b) {
    return cuCmulf(a, b);
}

// ok: hip/device/complex-operator
__device__ inline cuFloatComplex operator+(const cuFloatComplex& a, float b) {
    return make_cuFloatComplex(a.x + b, a.y);
}
