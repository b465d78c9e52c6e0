#include <cuda_runtime.h>

__global__ void refill(float** slots, const float* from, int n) {
    float* memory = nullptr;
    // expect: hip/device/runtime-call
    cudaMalloc((void**)&memory, n * sizeof(float));
    // expect: hip/device/runtime-call
    cudaMemcpyAsync(memory, from, n * sizeof(float), cudaMemcpyDeviceToDevice, 0);
    slots[threadIdx.x] = memory;
}

void prepare(float** memory, int n) {
    // ok: hip/device/runtime-call
    cudaMalloc((void**)memory, n * sizeof(float));
}

__host__ __device__ inline bool failed() {
#ifdef __CUDA_ARCH__
    return false;
#else
    // ok: hip/device/runtime-call
    return cudaGetLastError() != cudaSuccess;
#endif
}
