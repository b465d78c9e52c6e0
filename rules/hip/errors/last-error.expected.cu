#include <hip/hip_runtime.h>

__global__ void kernel(float* x) {
    x[threadIdx.x] *= 2;
}

hipError_t late(float* x) {
    kernel<<<1, 4096>>>(x);
    hipDeviceSynchronize();
    // expect: hip/errors/last-error
    return hipGetLastError();
}

hipError_t after_another(float* x, int bytes) {
    hipError_t status = hipFuncSetAttribute(reinterpret_cast<const void*>(kernel), hipFuncAttributePreferredSharedMemoryCarveout, bytes);
    // ok: hip/errors/last-error
    hipGetLastError();
    if (status == hipSuccess) {
        kernel<<<1, 4096>>>(x);
    }
    // ok: hip/errors/last-error
    return hipGetLastError();
}

hipError_t at_once(float* x) {
    kernel<<<1, 4096>>>(x);
    // ok: hip/errors/last-error
    hipError_t error = hipGetLastError();
    return error != hipSuccess ? error : hipDeviceSynchronize();
}
