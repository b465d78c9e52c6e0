#include <hip/hip_runtime.h>

// expect: hip/device/long-double-argument
__global__ void scale(float* x, long double by) {
    x[threadIdx.x] *= static_cast<float>(by);
}

// ok: hip/device/long-double-argument
__global__ void shift(float* x, double by) {
    x[threadIdx.x] += static_cast<float>(static_cast<long double>(by));
}
