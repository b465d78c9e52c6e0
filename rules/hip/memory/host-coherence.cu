#include <cuda_runtime.h>

__global__ void step(volatile int* ready) {
    *ready = 1;
}

void share(int** flag, int** mapped, int** plain, size_t bytes) {
    // expect: hip/memory/host-coherence
    cudaHostAlloc((void**)flag, bytes, cudaHostAllocPortable);
    // ok: hip/memory/host-coherence
    cudaHostAlloc((void**)mapped, bytes, cudaHostAllocPortable | cudaHostAllocMapped);
    // ok: hip/memory/host-coherence
    cudaHostAlloc((void**)plain, bytes, cudaHostAllocDefault);
    // ok: hip/memory/host-coherence
    cudaHostAlloc((void**)plain, bytes, cudaHostAllocWriteCombined);
    int* on_device = nullptr;
    cudaHostGetDevicePointer(&on_device, *flag, 0);
    step<<<1, 1>>>(on_device);
    while (*(volatile int*)*flag == 0) {
    }
}
