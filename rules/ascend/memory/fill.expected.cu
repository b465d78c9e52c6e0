#include <acl/acl.h>
#include <simt_api/asc_simt.h>
#include "acl_port.hpp"
__global__ void k(float* p) {}

int main() {
  const acl_port::Session session;
  float* p;
  aclrtMalloc((void**)(&p), 4, ACL_MEM_MALLOC_HUGE_FIRST);
  // expect: ascend/memory/fill
  aclrtMemset(p, 4, 0, 4);
  k<<<1, 1, 0, nullptr>>>(p);
  // expect: ascend/memory/fill
  (aclrtSynchronizeDevice(), aclrtMemset(p, 4, 0, 4));
  // ok: ascend/memory/fill
  aclrtSynchronizeDevice();
}
