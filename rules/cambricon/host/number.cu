#include <cuda_runtime.h>

void test(cudaPointerAttributes a, const float* p) {
  int count = 0, can = 0;
  // expect: cambricon/host/number
  cudaGetDeviceCount(&count);
  // expect: cambricon/host/number
  cudaDeviceCanAccessPeer(&can, 0, 1);
  // expect: cambricon/host/number
  cudaPointerGetAttributes(&a, p);
  // ok: cambricon/host/number
  my::cudaGetDeviceCount(&count);
}
