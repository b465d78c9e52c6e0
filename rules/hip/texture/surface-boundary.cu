#include <cuda_runtime.h>

#define BYTES(type, i) ((i) * sizeof(type))

template <class A, class B>
__device__ int row(A a, B b) { return a + b; }

__global__ void copy(cudaSurfaceObject_t from, cudaSurfaceObject_t to, int width, int height) {
    int x = blockIdx.x * blockDim.x + threadIdx.x;
    int y = blockIdx.y;
    float value;
    // expect: hip/texture/surface-boundary
    surf2Dread(&value, from, BYTES(float, x), row<int, int>(y, 0), cudaBoundaryModeClamp);
    // expect: hip/texture/surface-boundary
    surf2Dwrite(value * 2.0f, to, x * sizeof(float), y,  // bytes in x
                cudaBoundaryModeTrap);
    // ok: hip/texture/surface-boundary
    surf2Dwrite(value, to, x * sizeof(float), y);
}

__global__ void fill(cudaSurfaceObject_t to) {
    // ok: hip/texture/surface-boundary
    surf1Dwrite(1.0f, to, threadIdx.x * 4, cudaBoundaryModeZero);
}
