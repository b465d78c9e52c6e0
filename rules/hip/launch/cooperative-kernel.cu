#include <cooperative_groups.h>
#include <cuda_runtime.h>

template <class T, int N>
__global__ void relax(T* x) {
    cooperative_groups::this_grid().sync();
    x[threadIdx.x] += N;
}

void launch(float* x, size_t shared, cudaStream_t stream) {
    void* args[] = {&x};
    // expect: hip/launch/cooperative-kernel
    cudaLaunchCooperativeKernel(relax<float, 2>, dim3(8, 1), dim3(64), args);
    // expect: hip/launch/cooperative-kernel
    cudaLaunchCooperativeKernel((void*)relax<float, 2>, 8, 64, args, shared /* bytes */);
    // ok: hip/launch/cooperative-kernel
    cudaLaunchCooperativeKernel(relax<float, 2>, dim3(8), dim3(64), args, shared, stream);
}
