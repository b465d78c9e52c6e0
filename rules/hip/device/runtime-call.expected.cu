#include <hip/hip_runtime.h>

__global__ void refill(float** slots, const float* from, int n) {
    float* memory = nullptr;
    // expect: hip/device/runtime-call
    hipMalloc((void**)&memory, n * sizeof(float));
    // expect: hip/device/runtime-call
    hipMemcpyAsync(memory, from, n * sizeof(float), hipMemcpyDeviceToDevice, 0);
    slots[threadIdx.x] = memory;
}

void prepare(float** memory, int n) {
    // ok: hip/device/runtime-call
    hipMalloc((void**)memory, n * sizeof(float));
}

__host__ __device__ inline bool failed() {
#ifdef __HIP_DEVICE_COMPILE__
    return false;
#else
    // ok: hip/device/runtime-call
    return hipGetLastError() != hipSuccess;
#endif
}

#ifdef __HIP_DEVICE_COMPILE__
#define ON_DEVICE 1
#endif
#ifndef __HIP_DEVICE_COMPILE__
#define MY_PTX_ARCH 0
#else
#define MY_PTX_ARCH __HIP_DEVICE_COMPILE__
#endif

// The host's pass only.
__device__ void report(hipError_t error, char* text) {
#if (MY_PTX_ARCH == 0)
    // ok: hip/device/runtime-call
    text[0] = *hipGetErrorString(error);
#elif MY_PTX_ARCH >= 200
    // expect: hip/device/runtime-call
    text[1] = *hipGetErrorString(error);
#endif
#if !defined(ON_DEVICE)
    // ok: hip/device/runtime-call
    text[2] = *hipGetErrorString(error);
#endif
#if !defined(__HIP_DEVICE_COMPILE__)
    // ok: hip/device/runtime-call
    text[3] = *hipGetErrorString(error);
#else
    // expect: hip/device/runtime-call
    text[4] = *hipGetErrorString(error);
#endif
}

Tracker::Tracker(int size) : Base(size, MEMORY_DEVICE) {
    // ok: hip/device/runtime-call
    hipMalloc(&values, size);
}
