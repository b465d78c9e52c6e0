#include <cuda_runtime.h>

__device__ __managed__ float total;
__managed__ double bins[16];
__managed__ int count;
__device__ float local;

__global__ void sum(const float* x) {
    // expect: hip/memory/float-atomic
    atomicAdd(&total, x[threadIdx.x]);
    // expect: hip/memory/float-atomic
    atomicAdd(&bins[threadIdx.x % 16], 1.0);
    // ok: hip/memory/float-atomic
    atomicAdd(&count, 1);
    // ok: hip/memory/float-atomic
    atomicAdd(&local, x[threadIdx.x]);
}
