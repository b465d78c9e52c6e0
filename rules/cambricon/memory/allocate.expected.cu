#include <cnrt.h>

void test(float* p, size_t n, unsigned flags) {
  // expect: cambricon/memory/allocate
  cnrtMalloc((void**)(&p), n);
  // expect: cambricon/memory/allocate
  cnrtMalloc((void**)&p, n * sizeof(float));
  // expect: cambricon/memory/allocate
  cnrtHostMalloc((void**)(&p), n);
  // expect: cambricon/memory/allocate
  cnrtHostMalloc((void**)(&p), n);
  // expect: cambricon/memory/allocate
  cudaHostAlloc(&p, n, cudaHostAllocMapped);
  // expect: cambricon/memory/allocate
  cudaHostAlloc(&p, n, flags);
  // ok: cambricon/memory/allocate
  pool::cudaMalloc(&p, n);
}
