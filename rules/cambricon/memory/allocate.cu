#include <cuda_runtime.h>

void test(float* p, size_t n, unsigned flags) {
  // expect: cambricon/memory/allocate
  cudaMalloc(&p, n);
  // expect: cambricon/memory/allocate
  cudaMalloc((void**)&p, n * sizeof(float));
  // expect: cambricon/memory/allocate
  cudaMallocHost(&p, n);
  // expect: cambricon/memory/allocate
  cudaHostAlloc(&p, n, cudaHostAllocDefault);
  // expect: cambricon/memory/allocate
  cudaHostAlloc(&p, n, cudaHostAllocMapped);
  // expect: cambricon/memory/allocate
  cudaHostAlloc(&p, n, flags);
  // ok: cambricon/memory/allocate
  pool::cudaMalloc(&p, n);
}
