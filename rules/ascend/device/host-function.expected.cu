#include <simt_api/asc_simt.h>
#include <acl/acl.h>
#include <math.h>
float host(float x) {
  // expect: ascend/device/host-function
  return (1.0f / sqrtf(x * x)) +
         // expect: ascend/device/host-function
         erfinvf(x);
}

__global__ void k(float* x) {
  // ok: ascend/device/host-function
  x[0] = rsqrtf(x[1]);
}
