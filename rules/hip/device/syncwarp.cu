#include <cuda_runtime.h>

struct Warp {
    __device__ void __syncwarp() const {}
};

__global__ void rotate(float* x) {
    __shared__ float tile[32];
    tile[threadIdx.x % 32] = x[threadIdx.x];
    // expect: hip/device/syncwarp
    __syncwarp();
    x[threadIdx.x] = tile[(threadIdx.x + 1) % 32];
    // expect: hip/device/syncwarp
    __syncwarp(0xffffffff);
    Warp warp;
    // ok: hip/device/syncwarp
    warp.__syncwarp();
}
