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
