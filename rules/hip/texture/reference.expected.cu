#include <hip/hip_runtime.h>

#define WIDTH 16

// expect: hip/texture/reference
texture<float, 1, hipReadModeElementType> samples;

// expect: hip/texture/reference
static texture<uchar4, hipTextureType2D> image;

namespace scene {
// ok: hip/texture/reference
struct material {
    int texture;
};
}

__global__ void read(float* to, hipTextureObject_t object) {
    to[threadIdx.x] = tex1Dfetch(samples, threadIdx.x);
    // ok: hip/texture/reference
    to[threadIdx.x] += tex1Dfetch<float>(object, threadIdx.x);
}

void bind(const float* data, size_t bytes) {
    hipBindTexture(0, samples, data, bytes);
}
