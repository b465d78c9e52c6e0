#include <acl/acl.h>
#include <simt_api/asc_simt.h>
__global__ void k(float* p) {}

void test(float* p, int n, aclrtStream s) {
  // expect: ascend/launch/launch
  k<<<4, 256, 0, nullptr>>>(p);
  // expect: ascend/launch/launch
  k<<<(n + 255) / 256, 256, 0, s>>>(p);
  // expect: ascend/launch/launch
  k<<<70000, 256>>>(p);
  // ok: ascend/launch/launch
  aclrtSynchronizeStream(s);
}
