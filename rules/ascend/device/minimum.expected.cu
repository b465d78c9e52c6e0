#include <simt_api/asc_simt.h>
#include <acl/acl.h>
__global__ void k(float* f, int* i, unsigned n, double d) {
  // expect: ascend/device/minimum
  f[0] = fmaxf(f[1], 0.25f);
  // ok: ascend/device/minimum
  i[0] = min(i[1], i[2]);
  // expect: ascend/device/minimum
  i[3] = min(static_cast<unsigned int>(i[1]), static_cast<unsigned int>(n));
  // expect: ascend/device/minimum
  f[2] = min(f[1], d);
}

int host(int a, int b) {
  // expect: ascend/device/minimum
  return min(a, b);
}
