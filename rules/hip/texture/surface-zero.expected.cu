#include <hip/hip_runtime.h>

__global__ void scale(hipSurfaceObject_t from, hipSurfaceObject_t to, int layer) {
    int x = blockIdx.x * blockDim.x + threadIdx.x;
    int y = blockIdx.y;
    float value;
    // expect: hip/texture/surface-zero
    surf2DLayeredread(&value, from, x * 4, y, layer);
    surf2DLayeredwrite(value * 2.0f, to, x * 4, y,
                       layer - 1);
    // ok: hip/texture/surface-zero
    surf1Dwrite(value, to, x * 4);
    // expect: hip/texture/surface-zero
    surf1Dwrite(value, to, x * 4);
}
