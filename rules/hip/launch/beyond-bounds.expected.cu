#include <hip/hip_runtime.h>

#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
#define MAX_THREADS 1024
#else
#define MAX_THREADS 256
#endif
constexpr int kThreads = 128;

__global__ void __launch_bounds__(kThreads * 2) scale(float* x) {
    x[threadIdx.x] *= 2;
}

__global__ void __launch_bounds__(MAX_THREADS) shift(float* x) {
    x[threadIdx.x] += 2;
}

__global__ void fill(float* x) {
    x[threadIdx.x] = 1;
}

void start(float* x, int n, hipStream_t stream) {
    // expect: hip/launch/beyond-bounds
    scale<<<n, 512>>>(x);
    dim3 block(32, 16);
    // expect: hip/launch/beyond-bounds
    scale<<<dim3(n, 2), block, 0, stream>>>(x);
    // ok: hip/launch/beyond-bounds
    scale<<<n, kThreads * 2>>>(x);
    dim3 tile(32);
    tile.y = n;
    // ok: hip/launch/beyond-bounds
    scale<<<n, tile>>>(x);
    // ok: hip/launch/beyond-bounds
    shift<<<n, 1024>>>(x);
    // ok: hip/launch/beyond-bounds
    fill<<<n, 1024>>>(x);
}
