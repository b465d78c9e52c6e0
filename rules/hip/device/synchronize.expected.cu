#include <hip/hip_runtime.h>

__device__ int done;

__global__ void parent() {
    done = 0;
    // expect: hip/device/synchronize
    hipDeviceSynchronize();
    done = 1;
}

void start() {
    parent<<<1, 1>>>();
    // ok: hip/device/synchronize
    hipDeviceSynchronize();
}

__host__ __device__ void meet() {
#ifndef __HIP_DEVICE_COMPILE__
    // ok: hip/device/synchronize
    hipDeviceSynchronize();
#endif
}
