#include <cnrt.h>

void test(float* d, const float* h, size_t n, cnrtQueue_t s) {
  // expect: cambricon/memory/copy-async
  cnrtMemcpyAsync_V3(d, (void*)(h), n, s, cnrtMemcpyHostToDev);
  // expect: cambricon/memory/copy-async
  cnrtMemcpyAsync_V3(d, (void*)(h), n, nullptr, cnrtMemcpyHostToDev);
  // expect: cambricon/memory/copy-async
  cnrtMemsetAsync(d, 0, n, nullptr);
  // expect: cambricon/memory/copy-async
  cnrtMemcpyPeerAsync(d, 1, (void*)(h), 0, n, s);
  // expect: cambricon/memory/copy-async
  cnrtMemAllocAsync((void**)(&d), n, s);
  // ok: cambricon/memory/copy-async
  my::cudaMemcpyAsync(d, h, n, 1, s);
}
