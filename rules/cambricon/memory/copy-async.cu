#include <cuda_runtime.h>

void test(float* d, const float* h, size_t n, cudaStream_t s) {
  // expect: cambricon/memory/copy-async
  cudaMemcpyAsync(d, h, n, cudaMemcpyHostToDevice, s);
  // expect: cambricon/memory/copy-async
  cudaMemcpyAsync(d, h, n, cudaMemcpyHostToDevice);
  // expect: cambricon/memory/copy-async
  cudaMemsetAsync(d, 0, n);
  // expect: cambricon/memory/copy-async
  cudaMemcpyPeerAsync(d, 1, h, 0, n, s);
  // expect: cambricon/memory/copy-async
  cudaMallocAsync(&d, n, s);
  // ok: cambricon/memory/copy-async
  my::cudaMemcpyAsync(d, h, n, 1, s);
}
