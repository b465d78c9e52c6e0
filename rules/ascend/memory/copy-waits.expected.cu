#include <acl/acl.h>
#include <simt_api/asc_simt.h>
#include "acl_port.hpp"
__global__ void k(float* p) {}

int main() {
  const acl_port::Session session;
  float *p, *h = nullptr;
  size_t n = 4;
  aclrtMalloc((void**)(&p), n, ACL_MEM_MALLOC_HUGE_FIRST);
  // ok: ascend/memory/copy-waits
  aclrtMemcpy(p, n, h, n, ACL_MEMCPY_HOST_TO_DEVICE);
  k<<<1, 1, 0, nullptr>>>(p);
  // expect: ascend/memory/copy-waits
  acl_port::copy(h, p, n, ACL_MEMCPY_DEVICE_TO_HOST);
}

void download(float* h, float* p, size_t n) {
  // expect: ascend/memory/copy-waits
  acl_port::copy(h, p, n, ACL_MEMCPY_DEVICE_TO_HOST);
}
