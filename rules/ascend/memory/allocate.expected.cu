#include <acl/acl.h>
void test(float* p, size_t n) {
  // expect: ascend/memory/allocate
  aclrtMalloc((void**)(&p), n, ACL_MEM_MALLOC_HUGE_FIRST);
  // expect: ascend/memory/allocate
  aclrtMalloc((void**)&p, n * sizeof(float), ACL_MEM_MALLOC_HUGE_FIRST);
  // expect: ascend/memory/allocate
  aclrtMallocHost((void**)(&p), n);
  // ok: ascend/memory/allocate
  pool::cudaMalloc(&p, n);
}
