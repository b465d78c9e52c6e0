#include <acl/acl.h>
#include "acl_port.hpp"
size_t next();

void test(float* p, float* h, size_t n, aclrtStream s) {
  // expect: ascend/memory/argument-evaluated-twice
  acl_port::copy_async(p, h, next(), ACL_MEMCPY_HOST_TO_DEVICE, s);
  // expect: ascend/memory/argument-evaluated-twice
  acl_port::set_async(p, 0, n++, s);
  // ok: ascend/memory/argument-evaluated-twice
  aclrtMemcpyAsync(p, n * sizeof(float), h, n * sizeof(float), ACL_MEMCPY_HOST_TO_DEVICE, s);
}
