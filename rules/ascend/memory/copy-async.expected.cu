#include <acl/acl.h>
void test(float* p, float* h, size_t n, aclrtStream s) {
  // expect: ascend/memory/copy-async
  aclrtMemcpyAsync(p, n, h, n, ACL_MEMCPY_HOST_TO_DEVICE, s);
  // expect: ascend/memory/copy-async
  aclrtMemcpyAsync(p + 1, n, h, n, ACL_MEMCPY_DEVICE_TO_DEVICE, s);
  // expect: ascend/memory/copy-async
  aclrtMemsetAsync(p, n, 0, n, s);
  // expect: ascend/memory/copy-async
  aclrtMemcpyAsync(p, n, h, n, ACL_MEMCPY_DEVICE_TO_DEVICE, s);
  // ok: ascend/memory/copy-async
  aclrtSynchronizeStream(s);
}
