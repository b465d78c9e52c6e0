#include <cuda_runtime.h>

__global__ void kernel(float* x) {
    x[threadIdx.x] *= 2;
}

cudaError_t late(float* x) {
    kernel<<<1, 4096>>>(x);
    cudaDeviceSynchronize();
    // expect: hip/errors/last-error
    return cudaGetLastError();
}

cudaError_t after_another(float* x, int bytes) {
    cudaError_t status = cudaFuncSetAttribute(kernel, cudaFuncAttributePreferredSharedMemoryCarveout, bytes);
    // ok: hip/errors/last-error
    cudaGetLastError();
    if (status == cudaSuccess) {
        kernel<<<1, 4096>>>(x);
    }
    // ok: hip/errors/last-error
    return cudaGetLastError();
}

cudaError_t at_once(float* x) {
    kernel<<<1, 4096>>>(x);
    // ok: hip/errors/last-error
    cudaError_t error = cudaGetLastError();
    return error != cudaSuccess ? error : cudaDeviceSynchronize();
}
