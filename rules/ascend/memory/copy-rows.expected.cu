#include <simt_api/asc_simt.h>
#include <acl/acl.h>
__global__ void k(float* p) {}

void test(float* host, float* memory, size_t pitch, size_t width) {
  k<<<1, 1, 0, nullptr>>>(memory);
  // expect: ascend/memory/copy-rows
  (aclrtSynchronizeDevice(), aclrtMemcpy2d(host, width, memory, pitch, width, 4, ACL_MEMCPY_DEVICE_TO_HOST));
  aclrtSynchronizeDevice();
  // expect: ascend/memory/copy-rows
  aclrtMemcpy2d(host, width, memory, pitch, width, 4, ACL_MEMCPY_DEVICE_TO_HOST);
  // expect: ascend/memory/copy-rows
  aclrtMemcpy2dAsync(host, width, memory, pitch, width, 4, ACL_MEMCPY_DEVICE_TO_HOST, nullptr);
  // ok: ascend/memory/copy-rows
  aclrtMemcpy2dAsync(host, width, memory, pitch, width, 4, ACL_MEMCPY_DEVICE_TO_HOST, nullptr);
}
