#include <cuda_runtime.h>

__global__ void k(float*);

void test(float* d, const float* h, float* back, size_t n, cudaStream_t s) {
  // expect: cambricon/memory/copy
  cudaMemcpy(d, h, n, cudaMemcpyHostToDevice);
  k<<<1, 1, 0, s>>>(d);
  // expect: cambricon/memory/copy
  cudaMemcpy(back, d, n, cudaMemcpyDeviceToHost);
  cudaStreamSynchronize(s);
  // expect: cambricon/memory/copy
  cudaMemcpy2D(back, 64, d, 64, 64, n, cudaMemcpyDeviceToHost);
  // expect: cambricon/memory/copy
  cudaMemcpyPeer(d, 1, h, 0, n);
  // ok: cambricon/memory/copy
  my::cudaMemcpy(d, h, n, 1);
}
