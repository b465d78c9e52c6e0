#include <acl/acl.h>
#include <simt_api/asc_simt.h>
__global__ void k(float* p, float a, float b) {
  // expect: ascend/device/operator
  p[0] = ((a) + (b));
  // expect: ascend/device/operator
  p[1] = ((a) / (b));
  // ok: ascend/device/operator
  p[2] = a + b;
}
