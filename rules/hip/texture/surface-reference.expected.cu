#include <hip/hip_runtime.h>

// expect: hip/texture/surface-reference
surface<void, 2> output;

// ok: hip/texture/surface-reference
__global__ void write(hipSurfaceObject_t surface) {
    surf2Dwrite(1.0f, surface, threadIdx.x * 4, 0);
}
