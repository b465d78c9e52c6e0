#include <acl/acl.h>
#include "acl_port.hpp"
void test(float* p, size_t n, aclrtStream s) {
  // expect: ascend/memory/allocate-helper
  acl_port::malloc_mapped((void**)(&p), n);
  // expect: ascend/memory/allocate-helper
  acl_port::malloc_async((void**)(&p), n, s);
  size_t pitch;
  // expect: ascend/memory/allocate-helper
  acl_port::malloc_pitch((void**)(&p), &pitch, n, 2);
  // ok: ascend/memory/allocate-helper
  aclrtSetDevice(0);
}
