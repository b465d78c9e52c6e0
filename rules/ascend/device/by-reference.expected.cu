#include <simt_api/asc_simt.h>
#include <acl/acl.h>
#include <math.h>
__global__ void k(float* out, float* sine, float* cosine, float x) {
  float s, c;
  int power;
  // expect: ascend/device/by-reference
  sincosf(x, s, c);
  // expect: ascend/device/by-reference
  sincosf(x, *(out), *(out + 1));
  // expect: ascend/device/by-reference
  sincosf(x, *(sine), *(cosine));
  // expect: ascend/device/by-reference
  out[2] = frexpf(x, power);
  // ok: ascend/device/by-reference
  out[3] = s + c + sinf(x);
}

void host(float x, float* s, float* c) {
  // ok: ascend/device/by-reference
  sincosf(x, s, c);
}
