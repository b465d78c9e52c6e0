#include <hip/hip_runtime.h>

#define TILE(n) ((n) / 2)

struct Range {
    __device__ unsigned umin(unsigned a, unsigned b) const { return a < b ? a : b; }
};

__global__ void clamp(unsigned* x, long long* y, int n) {
    unsigned i = threadIdx.x;
    // expect: hip/device/typed-minimum
    x[i] = ::min(static_cast<unsigned int>(x[i]), static_cast<unsigned int>(TILE(n)));
    // expect: hip/device/typed-minimum
    y[i] = ::max(static_cast<long long>(y[i]), static_cast<long long>(::max(static_cast<unsigned int>(x[i]), static_cast<unsigned int>(1u))));
    Range range;
    // ok: hip/device/typed-minimum
    x[i] += range.umin(x[i], 7);
}

unsigned on_host(unsigned a, unsigned b) {
    // expect: hip/device/typed-minimum
    return ::std::min<unsigned int>(a, b) + std::max<unsigned int>(a, 2 * b);
}
