#include <musa_runtime.h>

__device__ long double grow(const long double x) {
    // expect: musa/math/long-double
    return exp((double)(x));
}

__device__ double plain(double x) {
    // ok: musa/math/long-double
    return exp(x);
}

long double host(long double x) {
    // ok: musa/math/long-double
    return exp(x);
}
