#include <cuda_runtime.h>

__global__ void kernel(float* x) {
    x[threadIdx.x] *= 2;
}

void prefer() {
    // expect: hip/launch/cache-preference
    cudaFuncSetCacheConfig(kernel, cudaFuncCachePreferShared);
    // expect: hip/launch/cache-preference
    cudaFuncSetAttribute(kernel, cudaFuncAttributePreferredSharedMemoryCarveout, 100);
    // expect: hip/launch/cache-preference
    cudaDeviceSetSharedMemConfig(cudaSharedMemBankSizeEightByte);
    // ok: hip/launch/cache-preference
    cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, 32768);
}
