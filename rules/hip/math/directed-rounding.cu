#include <cuda_runtime.h>

struct Interval {
    float low, high;
};

__device__ Interval add(Interval a, Interval b) {
    Interval sum;
    // expect: hip/math/directed-rounding
    sum.low = __fadd_rd(a.low, b.low);
    // expect: hip/math/directed-rounding
    sum.high = __fadd_ru(a.high, b.high);
    return sum;
}

__global__ void norm(const double* x, double* y, int* cell) {
    int i = threadIdx.x;
    // expect: hip/math/directed-rounding
    y[i] = __dsqrt_ru(x[i]);
    // ok: hip/math/directed-rounding
    y[i] += __dadd_rn(x[i], 1.0);
    // ok: hip/math/directed-rounding
    cell[i] = __double2int_rd(y[i]);
}

// A whole number is made of it.
__device__ int cell_of(float x, float width, double a, double b) {
    // expect: hip/math/directed-rounding
    int cell = __float2int_rd(__fdiv_rd(x, width));
    // expect: hip/math/directed-rounding
    cell += (int)floor(__ddiv_rd(a, b)) + (int)ceilf(__fmul_ru(x, width));
    // expect: hip/math/directed-rounding
    return cell + __double2int_rz(__ddiv_rz(a, b));
}

// Of doubles, a product and a sum at once is not in the header.
__device__ double both(double a, double b, double c) {
    // expect: hip/math/directed-rounding
    return __fma_rd(a, b, c);
}
