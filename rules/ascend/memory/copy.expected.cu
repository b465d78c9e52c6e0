#include <acl/acl.h>
#include <simt_api/asc_simt.h>
#include "acl_port.hpp"
__global__ void k(float* p) {}

int main() {
  const acl_port::Session session;
  float *p, *h = nullptr;
  size_t n = 4;
  aclrtMalloc((void**)(&p), n, ACL_MEM_MALLOC_HUGE_FIRST);
  // expect: ascend/memory/copy
  aclrtMemcpy(p, n, h, n, ACL_MEMCPY_HOST_TO_DEVICE);
  k<<<1, 1, 0, nullptr>>>(p);
  // ok: ascend/memory/copy
  acl_port::copy(h, p, n, ACL_MEMCPY_DEVICE_TO_HOST);
  k<<<1, 1, 0, nullptr>>>(p);
  if (aclrtSynchronizeDevice() != ACL_SUCCESS) {
    return 1;
  }
  // expect: ascend/memory/copy
  aclrtMemcpy(h, n * sizeof(float), p, n * sizeof(float), ACL_MEMCPY_DEVICE_TO_HOST);
}
