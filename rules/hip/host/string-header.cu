#include <cuda_runtime.h>

bool upload(float* d_x, float* h_x, size_t bytes, const char* how) {
    // expect: hip/host/string-header
    memset(h_x, 0, bytes);
    // expect: hip/host/string-header
    if (strcmp(how, "copy") != 0) return false;
    return cudaMemcpy(d_x, h_x, bytes, cudaMemcpyHostToDevice) == cudaSuccess;
}

__global__ void clear(float4* x) {
    // ok: hip/host/string-header
    memset(x + threadIdx.x, 0, sizeof(float4));
}
