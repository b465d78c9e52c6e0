#include <hip/hip_runtime.h>

texture<float, 2, hipReadModeElementType> heights;
texture<unsigned char, 2, hipReadModeNormalizedFloat> shades;

hipTextureObject_t pitched(float* p, size_t w, size_t h, size_t pitch) {
    hipResourceDesc r = {};
    // expect: hip/texture/filter
    r.resType = hipResourceTypePitch2D;
    r.res.pitch2D.devPtr = p;
    r.res.pitch2D.width = w;
    r.res.pitch2D.height = h;
    r.res.pitch2D.pitchInBytes = pitch;
    hipTextureDesc t = {};
    // expect: hip/texture/filter
    t.filterMode = hipFilterModeLinear;
    t.normalizedCoords = true;
    hipTextureObject_t o = 0;
    hipCreateTextureObject(&o, &r, &t, nullptr);
    return o;
}

hipTextureObject_t bytes(hipArray_t a) {
    hipResourceDesc r = {};
    // ok: hip/texture/filter
    r.resType = hipResourceTypeArray;
    r.res.array.array = a;
    hipTextureDesc t = {};
    // ok: hip/texture/filter
    t.filterMode = hipFilterModeLinear;
    t.readMode = hipReadModeNormalizedFloat;
    hipTextureObject_t o = 0;
    hipCreateTextureObject(&o, &r, &t, nullptr);
    return o;
}

void references() {
    // expect: hip/texture/filter
    heights.filterMode = hipFilterModeLinear;
    // ok: hip/texture/filter
    shades.filterMode = hipFilterModeLinear;
}
