#include <hip/hip_runtime.h>

void report(int);

template <class T>
constexpr T checked(T x) {
    if (x < 0) report(int(x));
    return x;
}

template <class T>
constexpr T square(T x) {
    return x * x;
}

// expect: hip/device/constexpr-instantiation
template int checked<int>(int);

// ok: hip/device/constexpr-instantiation
template int square<int>(int);

__global__ void one(int* x) {
    *x = 1;
}
