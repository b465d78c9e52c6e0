#include <acl/acl.h>
#include <simt_api/asc_simt.h>
__global__ void k(float* p, unsigned mask) {
  float v = p[threadIdx.x];
  // expect: ascend/device/shuffle
  v += asc_shfl_down(v, 16);
  // expect: ascend/device/shuffle
  v += asc_shfl_xor(v, 1, 16);
  // ok: ascend/device/shuffle
  p[threadIdx.x] = v + threadIdx.x;
}
