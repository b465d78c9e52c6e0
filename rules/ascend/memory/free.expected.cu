#include <acl/acl.h>
#include <simt_api/asc_simt.h>
__global__ void k(float* p) {}

void test(float* p, float* q) {
  k<<<1, 1, 0, nullptr>>>(p);
  // expect: ascend/memory/free
  aclrtFreeWithDevSync(p);
  k<<<1, 1, 0, nullptr>>>(q);
  aclrtSynchronizeDevice();
  // expect: ascend/memory/free
  aclrtFree(q);
  // ok: ascend/memory/free
  free(p);
}
