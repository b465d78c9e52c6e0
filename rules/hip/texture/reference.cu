#include <cuda_runtime.h>

#define WIDTH 16

// expect: hip/texture/reference
texture<float, 1, cudaReadModeElementType> samples;

// expect: hip/texture/reference
static texture<uchar4, cudaTextureType2D> image;

namespace scene {
// ok: hip/texture/reference
struct material {
    int texture;
};
}

__global__ void read(float* to, cudaTextureObject_t object) {
    to[threadIdx.x] = tex1Dfetch(samples, threadIdx.x);
    // ok: hip/texture/reference
    to[threadIdx.x] += tex1Dfetch<float>(object, threadIdx.x);
}

void bind(const float* data, size_t bytes) {
    cudaBindTexture(0, samples, data, bytes);
}
