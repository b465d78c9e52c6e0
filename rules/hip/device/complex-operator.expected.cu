#include <hip/hip_runtime.h>
#include <hip/hip_complex.h>

// expect: hip/device/complex-operator
__device__ inline hipFloatComplex operator+(const hipFloatComplex& a, const hipFloatComplex& b) {
    return hipCaddf(a, b);
}

// expect: hip/device/complex-operator
__host__ __device__ inline hipDoubleComplex operator-(hipDoubleComplex a, hipDoubleComplex b) {
    return hipCsub(a, b);
}

// expect: hip/device/complex-operator
inline bool operator==(const hipDoubleComplex& a, const hipDoubleComplex& b) {
    return a.x == b.x && a.y == b.y;
}

// ok: hip/device/complex-operator
__device__ inline hipFloatComplex scaled(const hipFloatComplex& a, const hipFloatComplex& b) {
    return hipCmulf(a, b);
}

// ok: hip/device/complex-operator
__device__ inline hipFloatComplex operator+(const hipFloatComplex& a, float b) {
    return make_hipFloatComplex(a.x + b, a.y);
}
