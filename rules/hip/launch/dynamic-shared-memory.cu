#include <cuda_runtime.h>

__global__ void tile(float* x) {
    extern __shared__ float buffer[];
    buffer[threadIdx.x] = x[threadIdx.x];
}

void opt_in(int bytes) {
    // expect: hip/launch/dynamic-shared-memory
    cudaFuncSetAttribute(tile, cudaFuncAttributeMaxDynamicSharedMemorySize, 98304);
    // expect: hip/launch/dynamic-shared-memory
    cudaFuncSetAttribute((const void*)tile, cudaFuncAttributeMaxDynamicSharedMemorySize, 96 * 1024);
    // ok: hip/launch/dynamic-shared-memory
    cudaFuncSetAttribute(tile, cudaFuncAttributeMaxDynamicSharedMemorySize, 65536);
    // expect: hip/launch/dynamic-shared-memory
    cudaFuncSetAttribute(tile, cudaFuncAttributeMaxDynamicSharedMemorySize, bytes);
    // ok: hip/launch/dynamic-shared-memory
    cudaFuncSetAttribute(tile, cudaFuncAttributePreferredSharedMemoryCarveout, 100);
}
