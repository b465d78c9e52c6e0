#include "hip_port.hpp"
#include <hip/hip_runtime.h>

struct Interval {
    float low, high;
};

__device__ Interval add(Interval a, Interval b) {
    Interval sum;
    // expect: hip/math/directed-rounding
    sum.low = hip_port::fadd_rd(a.low, b.low);
    // expect: hip/math/directed-rounding
    sum.high = hip_port::fadd_ru(a.high, b.high);
    return sum;
}

__global__ void norm(const double* x, double* y, int* cell) {
    int i = threadIdx.x;
    // expect: hip/math/directed-rounding
    y[i] = hip_port::dsqrt_ru(x[i]);
    // ok: hip/math/directed-rounding
    y[i] += __dadd_rn(x[i], 1.0);
    // ok: hip/math/directed-rounding
    cell[i] = __double2int_rd(y[i]);
}

// A whole number is made of it.
__device__ int cell_of(float x, float width, double a, double b) {
    // expect: hip/math/directed-rounding
    int cell = __float2int_rd(hip_port::fdiv_rd(x, width));
    // expect: hip/math/directed-rounding
    cell += (int)floor(hip_port::ddiv_rd(a, b)) + (int)ceilf(hip_port::fmul_ru(x, width));
    // expect: hip/math/directed-rounding
    return cell + __double2int_rz(hip_port::ddiv_rz(a, b));
}

// Of doubles, a product and a sum at once is not in the header.
__device__ double both(double a, double b, double c) {
    // expect: hip/math/directed-rounding
    return __fma_rd(a, b, c);
}
