#include <hip/hip_runtime.h>

#define THREADS(n) ((n) * 32)

// expect: hip/device/launch-bounds
__global__ void __launch_bounds__(128, 2) scale(float* x) {
    x[threadIdx.x] *= 2;
}

// ok: hip/device/launch-bounds
__global__ void __launch_bounds__(THREADS(8)) shift(float* x) {
    x[threadIdx.x] += 2;
}

template <int Threads>
// expect: hip/device/launch-bounds
__global__ void __launch_bounds__(THREADS(4), Threads > 64 ? 2 : 4) fill(float* x) {
    x[threadIdx.x] = Threads;
}

// ok: hip/device/launch-bounds
__global__ void __launch_bounds__(1024, 1) wide(float* x) {
    x[threadIdx.x] = 1;
}

// ok: hip/device/launch-bounds
__global__ void __launch_bounds__(2 * 128, 3) even(float* x) {
    x[threadIdx.x] = 2;
}

// expect: hip/device/launch-bounds
__global__ void __launch_bounds__(512, 2) large(float* x) {
    x[threadIdx.x] = 3;
}

// ok: hip/device/launch-bounds
__global__ void __launch_bounds__(192, 2) three_wavefronts(float* x) {
    x[threadIdx.x] = 4;
}

// expect: hip/device/launch-bounds
__global__ void __launch_bounds__(192, 4) four_of_three(float* x) {
    x[threadIdx.x] = 5;
}
