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

#ifdef __CUDA_ARCH__
#define ON_DEVICE 1
#endif
#ifndef __CUDA_ARCH__
#define MY_PTX_ARCH 0
#else
#define MY_PTX_ARCH __CUDA_ARCH__
#endif

// The host's pass only.
__device__ void report(cudaError_t error, char* text) {
#if (MY_PTX_ARCH == 0)
    // ok: hip/device/runtime-call
    text[0] = *cudaGetErrorString(error);
#elif MY_PTX_ARCH >= 200
    // expect: hip/device/runtime-call
    text[1] = *cudaGetErrorString(error);
#endif
#if !defined(ON_DEVICE)
    // ok: hip/device/runtime-call
    text[2] = *cudaGetErrorString(error);
#endif
#if !defined(__CUDA_ARCH__)
    // ok: hip/device/runtime-call
    text[3] = *cudaGetErrorString(error);
#else
    // expect: hip/device/runtime-call
    text[4] = *cudaGetErrorString(error);
#endif
}

Tracker::Tracker(int size) : Base(size, MEMORY_DEVICE) {
    // ok: hip/device/runtime-call
    cudaMalloc(&values, size);
}
