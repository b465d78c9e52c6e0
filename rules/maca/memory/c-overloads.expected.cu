#include <mcr/mc_runtime.h>

__global__ void scale(float *values) { values[threadIdx.x] *= 2; }

void ask(float *host) {
  float *device;
  mcFuncAttributes attributes;
  // expect: maca/memory/c-overloads
  mcHostGetDevicePointer((void**)(&device), host, 0);
  // ok: maca/memory/c-overloads
  mcHostGetDevicePointer((void **)&device, host, 0);
  // expect: maca/memory/c-overloads
  mcFuncGetAttributes(&attributes, (const void*)(scale));
  // ok: maca/memory/c-overloads
  mcFuncGetAttributes(&attributes, (const void *)scale);
}
