#include <cooperative_groups.h>
#include <cuda_runtime.h>

#define EXTENT(w, h) make_cudaExtent((w), (h), 1)

template <class T, int N>
__global__ void relax(T* x) {
    cooperative_groups::this_grid().sync();
    x[threadIdx.x] += N;
}

void launch(float* x, size_t shared, cudaStream_t stream) {
    void* args[] = {&x};
    // expect: hip/signature/default-argument
    cudaLaunchCooperativeKernel(relax<float, 2>, dim3(8, 1), dim3(64), args);
    // expect: hip/signature/default-argument
    cudaLaunchCooperativeKernel((void*)relax<float, 2>, 8, 64, args,
                                shared /* bytes */);
    // ok: hip/signature/default-argument
    cudaLaunchCooperativeKernel(relax<float, 2>, dim3(8), dim3(64), args, shared, stream);
}

void allocate(cudaArray_t* array, const cudaChannelFormatDesc* format, int width, int height) {
    // expect: hip/signature/default-argument
    cudaMalloc3DArray(array, format, EXTENT(width, height));
    // ok: hip/signature/default-argument
    cudaMalloc3DArray(array, format, EXTENT(width, height), cudaArraySurfaceLoadStore);
}
