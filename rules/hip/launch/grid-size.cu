#include <cuda_runtime.h>

constexpr int THREADS = 256;
constexpr int BLOCKS = 1 << 24;

__global__ void mark(unsigned char* at) {
    at[blockIdx.x * static_cast<size_t>(blockDim.x) + threadIdx.x] = 1;
}

void start(unsigned char* at, int n, cudaStream_t stream) {
    // expect: hip/launch/grid-size
    mark<<<BLOCKS, THREADS>>>(at);
    // expect: hip/launch/grid-size
    mark<<<2147483647, 64, 0, stream>>>(at);
    // ok: hip/launch/grid-size
    mark<<<BLOCKS / 2, THREADS>>>(at);
    // ok: hip/launch/grid-size
    mark<<<n, THREADS>>>(at);
    dim3 blocks(BLOCKS, n);
    const dim3 threads(THREADS);
    // expect: hip/launch/grid-size
    mark<<<blocks, threads>>>(at);
    // ok: hip/launch/grid-size
    mark<<<dim3(1 << 16, 1 << 10), dim3(32, 32)>>>(at);
}
