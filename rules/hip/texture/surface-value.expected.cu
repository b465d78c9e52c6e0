#include <hip/hip_runtime.h>

__global__ void copy(hipSurfaceObject_t from, float* to, int width) {
    int x = blockIdx.x * blockDim.x + threadIdx.x;
    // expect: hip/texture/surface-value
    to[x] = surf2Dread<float>(from, x * sizeof(float), blockIdx.y);
    // expect: hip/texture/surface-value
    to[x] += surf1Dread<float>(from, x * sizeof(float), hipBoundaryModeZero);
    float value;
    // ok: hip/texture/surface-value
    surf2Dread(&value, from, x * sizeof(float), blockIdx.y);
    to[x] += value;
}
