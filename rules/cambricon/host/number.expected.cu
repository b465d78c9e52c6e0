#include <cnrt.h>

void test(cnrtPointerAttributes_t a, const float* p) {
  int count = 0, can = 0;
  // expect: cambricon/host/number
  cnrtGetDeviceCount((unsigned int*)(&count));
  // expect: cambricon/host/number
  cnrtGetPeerAccessibility((unsigned int*)(&can), 0, 1);
  // expect: cambricon/host/number
  cnrtPointerGetAttributes(&a, (void*)(p));
  // ok: cambricon/host/number
  my::cudaGetDeviceCount(&count);
}
