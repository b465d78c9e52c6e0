#include <hip/hip_runtime.h>

struct Warp {
    __device__ void __syncwarp() const {}
};

__global__ void rotate(float* x) {
    __shared__ float tile[32];
    tile[threadIdx.x % 32] = x[threadIdx.x];
    // expect: hip/device/syncwarp
    (__builtin_amdgcn_fence(__ATOMIC_ACQ_REL, "wavefront"), __builtin_amdgcn_wave_barrier());
    x[threadIdx.x] = tile[(threadIdx.x + 1) % 32];
    // expect: hip/device/syncwarp
    (__builtin_amdgcn_fence(__ATOMIC_ACQ_REL, "wavefront"), __builtin_amdgcn_wave_barrier());
    Warp warp;
    // ok: hip/device/syncwarp
    warp.__syncwarp();
}
