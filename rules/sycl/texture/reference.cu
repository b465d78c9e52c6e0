#include <cuda_runtime.h>

// expect: sycl/texture/reference
texture<float, 2, cudaReadModeElementType> image;
// expect: sycl/texture/reference
static texture<uchar4, cudaTextureType1D, cudaReadModeNormalizedFloat> colours;
// expect: sycl/texture/reference
texture<int2> keys, values;
// expect: sycl/texture/reference
surface<void, cudaSurfaceType2D> canvas;
// expect: sycl/texture/reference
extern texture<float> others;
// expect: sycl/texture/reference
texture<float> several[2];

#define FETCH(t, i) tex1Dfetch(t, i)

__global__ void read(float *out) {
  const int i = threadIdx.x;
  out[i] = tex2D(image, i + 0.5f, 0.5f) + FETCH(keys, i).x + tex1Dfetch(colours, i).w;
  surf2Dwrite(out[i], canvas, i * sizeof(float), 0);
}

// expect: sycl/texture/reference
void use(texture<float, 2, cudaReadModeElementType> &t);

void bind(cudaArray_t array, const int2 *p) {
  image.normalized = false;
  image.filterMode = cudaFilterModeLinear;
  image.addressMode[0] = cudaAddressModeClamp;
  // ok: sycl/texture/reference
  cudaBindTextureToArray(image, array);
  cudaBindTexture(nullptr, keys, p, sizeof(int2) * 32);
  cudaUnbindTexture(keys);
  cudaBindSurfaceToArray(canvas, array);
}
