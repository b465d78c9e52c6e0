#include <cuda_runtime.h>

__global__ void second(const float* x, float* y) {
    // expect: hip/async/dependent-launch
    cudaGridDependencySynchronize();
    y[threadIdx.x] = x[threadIdx.x];
    // expect: hip/async/dependent-launch
    cudaTriggerProgrammaticLaunchCompletion();
    // ok: hip/async/dependent-launch
    __threadfence();
}
