#include <hip/hip_runtime.h>

__global__ void sample(hipTextureObject_t image, float level, float* out, float4* corners) {
    // expect: hip/texture/level
    out[0] = tex2DLod<float>(image, 0.5f, 0.5f, level);
    // expect: hip/texture/level
    out[1] = tex2DGrad<float>(image, 0.5f, 0.5f, make_float2(1, 0), make_float2(0, 1));
    // expect: hip/texture/level
    tex2DLod(out + 2, image, 0.5f, 0.5f, level);
    // expect: hip/texture/level
    corners[0] = tex2Dgather<float4>(image, 0.5f, 0.5f, 0);
    // ok: hip/texture/level
    out[3] = tex2D<float>(image, 0.5f, 0.5f);
    // ok: hip/texture/level
    out[4] = tex3D<float>(image, 0.5f, 0.5f, 0.5f);
}
