#include <acl/acl.h>
__global__ void k(float* p, float a, float b) {
  // expect: ascend/device/operator
  p[0] = ((a) + (b));
  // expect: ascend/device/operator
  p[1] = ((a) / (b));
  // ok: ascend/device/operator
  p[2] = a + b;
}
