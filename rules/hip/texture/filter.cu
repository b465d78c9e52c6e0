#include <cuda_runtime.h>

texture<float, 2, cudaReadModeElementType> heights;
texture<unsigned char, 2, cudaReadModeNormalizedFloat> shades;

cudaTextureObject_t pitched(float* p, size_t w, size_t h, size_t pitch) {
    cudaResourceDesc r = {};
    // expect: hip/texture/filter
    r.resType = cudaResourceTypePitch2D;
    r.res.pitch2D.devPtr = p;
    r.res.pitch2D.width = w;
    r.res.pitch2D.height = h;
    r.res.pitch2D.pitchInBytes = pitch;
    cudaTextureDesc t = {};
    // expect: hip/texture/filter
    t.filterMode = cudaFilterModeLinear;
    t.normalizedCoords = true;
    cudaTextureObject_t o = 0;
    cudaCreateTextureObject(&o, &r, &t, nullptr);
    return o;
}

cudaTextureObject_t bytes(cudaArray_t a) {
    cudaResourceDesc r = {};
    // ok: hip/texture/filter
    r.resType = cudaResourceTypeArray;
    r.res.array.array = a;
    cudaTextureDesc t = {};
    // ok: hip/texture/filter
    t.filterMode = cudaFilterModeLinear;
    t.readMode = cudaReadModeNormalizedFloat;
    cudaTextureObject_t o = 0;
    cudaCreateTextureObject(&o, &r, &t, nullptr);
    return o;
}

void references() {
    // expect: hip/texture/filter
    heights.filterMode = cudaFilterModeLinear;
    // ok: hip/texture/filter
    shades.filterMode = cudaFilterModeLinear;
}
