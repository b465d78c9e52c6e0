#include <cuda_runtime.h>

__global__ void scale(float *values) { values[threadIdx.x] *= 2; }

void ask(float *host) {
  float *device;
  cudaFuncAttributes attributes;
  // expect: maca/memory/c-overloads
  cudaHostGetDevicePointer(&device, host, 0);
  // ok: maca/memory/c-overloads
  cudaHostGetDevicePointer((void **)&device, host, 0);
  // expect: maca/memory/c-overloads
  cudaFuncGetAttributes(&attributes, scale);
  // ok: maca/memory/c-overloads
  cudaFuncGetAttributes(&attributes, (const void *)scale);
}
