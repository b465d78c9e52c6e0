#include <simt_api/asc_simt.h>
#include <acl/acl.h>
__global__ void k(const float* in, float* out, int i) {
  // expect: ascend/device/read-only
  out[i] = (*(in + i)) * 2.0f;
  // ok: ascend/device/read-only
  out[i + 1] = in[i];
}
