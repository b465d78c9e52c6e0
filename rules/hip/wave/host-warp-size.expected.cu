#include <hip/hip_runtime.h>

#define WARP_SIZE 32
#define BLOCK 128

__global__ void work(int* x) { x[threadIdx.x] = threadIdx.x; }

void run(int* x, int n, hipStream_t stream, const hipDeviceProp_t& prop) {
    // expect: hip/wave/host-warp-size
    work<<<n, 4 * WARP_SIZE>>>(x);
    // expect: hip/wave/host-warp-size
    work<<<(n + WARP_SIZE - 1) / WARP_SIZE, BLOCK, 0, stream>>>(x);
    // ok: hip/wave/host-warp-size
    work<<<n, 4 * prop.warpSize>>>(x);
    // ok: hip/wave/host-warp-size
    work<<<n, BLOCK>>>(x);
}

void run_sized(int* x, int n, const hipDeviceProp_t& prop) {
    const unsigned warpSize = prop.warpSize;
    // ok: hip/wave/host-warp-size
    work<<<n / warpSize, warpSize>>>(x);
}
