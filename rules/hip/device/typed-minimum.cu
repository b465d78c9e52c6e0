#include <cuda_runtime.h>

#define TILE(n) ((n) / 2)

struct Range {
    __device__ unsigned umin(unsigned a, unsigned b) const { return a < b ? a : b; }
};

__global__ void clamp(unsigned* x, long long* y, int n) {
    unsigned i = threadIdx.x;
    // expect: hip/device/typed-minimum
    x[i] = umin(x[i], TILE(n));
    // expect: hip/device/typed-minimum
    y[i] = llmax(y[i], umax(x[i], 1u));
    Range range;
    // ok: hip/device/typed-minimum
    x[i] += range.umin(x[i], 7);
}

unsigned on_host(unsigned a, unsigned b) {
    // expect: hip/device/typed-minimum
    return ::umin(a, b) + umax(a, 2 * b);
}
