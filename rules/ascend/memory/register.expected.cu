#include <acl/acl.h>
void test(void* memory, size_t bytes) {
  // expect: ascend/memory/register
  aclrtHostRegisterV2(memory, bytes, ACL_HOST_REG_PINNED);
  // expect: ascend/memory/register
  aclrtHostRegisterV2(memory, bytes, ACL_HOST_REG_PINNED | ACL_HOST_REG_MAPPED);
  // ok: ascend/memory/register
  aclrtHostUnregister(memory);
}
