#include <cuda.h>
#include <cuda_runtime.h>

#define TILE 160
#define PADDED (TILE + 1)

__global__ void tile(float* x) {
    extern __shared__ float buffer[];
    buffer[threadIdx.x] = x[threadIdx.x];
}

void start(CUfunction loaded, float* x, int n, cudaStream_t stream) {
    // expect: cuda/launch/shared-memory-argument
    tile<<<n, 256, TILE * PADDED * sizeof(float)>>>(x);
    // ok: cuda/launch/shared-memory-argument
    tile<<<n, 256, 64 * 1024, stream>>>(x);
    // ok: cuda/launch/shared-memory-argument
    tile<<<n, 256, n * sizeof(float)>>>(x);
    // ok: cuda/launch/shared-memory-argument
    tile<<<65537, 256>>>(x);
    void* args[] = {&x};
    // expect: cuda/launch/shared-memory-argument
    cudaLaunchKernel((const void*)tile, dim3(n), dim3(256), args, 100000, stream);
    // expect: cuda/launch/shared-memory-argument
    cuLaunchKernel(loaded, n, 1, 1, 256, 1, 1, 96 << 10, stream, args, nullptr);
}

// The call that asks for so much memory says it all.
void asked(float* x, int n, cudaStream_t stream) {
    cudaFuncSetAttribute(tile, cudaFuncAttributeMaxDynamicSharedMemorySize, 117760);
    // ok: cuda/launch/shared-memory-argument
    tile<<<n, 256, 117760, stream>>>(x);
    // expect: cuda/launch/shared-memory-argument
    tile<<<n, 256, 117761, stream>>>(x);
}
