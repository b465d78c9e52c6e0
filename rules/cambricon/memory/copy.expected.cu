#include <cnrt.h>

__global__ void k(float*);

void test(float* d, const float* h, float* back, size_t n, cnrtQueue_t s) {
  // expect: cambricon/memory/copy
  cnrtMemcpy(d, (void*)(h), n, cnrtMemcpyHostToDev);
  k<<<1, 1, 0, s>>>(d);
  // expect: cambricon/memory/copy
  cnrtMemcpy(back, (void*)(d), n, cnrtMemcpyDevToHost);
  cnrtQueueSync(s);
  // expect: cambricon/memory/copy
  cnrtMemcpy2D(back, 64, (void*)(d), 64, 64, n, cnrtMemcpyDevToHost);
  // expect: cambricon/memory/copy
  cnrtMemcpyPeer(d, 1, (void*)(h), 0, n);
  // ok: cambricon/memory/copy
  my::cudaMemcpy(d, h, n, 1);
}
