#include <acl/acl.h>
void test(float* p, size_t n) {
  size_t free, total;
  float* device;
  // expect: ascend/memory/allocate-otherwise
  aclrtMallocHost((void**)(&p), n);
  // expect: ascend/memory/allocate-otherwise
  aclrtMemAllocManaged((void**)(&p), n, ACL_RT_MEM_ATTACH_GLOBAL);
  // expect: ascend/memory/allocate-otherwise
  aclrtHostGetDevicePointer(p, (void**)(&device), 0);
  // expect: ascend/memory/allocate-otherwise
  aclrtGetMemInfo(ACL_HBM_MEM, &free, &total);
  // ok: ascend/memory/allocate-otherwise
  aclrtSetDevice(0);
}
