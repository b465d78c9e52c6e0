#include <acl/acl.h>
#include <simt_api/asc_simt.h>
__gm__ float table[4];

void test(float* h, aclrtStream s) {
  // expect: ascend/memory/symbol
  (aclrtSynchronizeDevice(), aclrtMemcpyToSymbol(&table, h, sizeof(table), 0, ACL_MEMCPY_HOST_TO_DEVICE));
  // expect: ascend/memory/symbol
  (aclrtSynchronizeDevice(), aclrtMemcpyFromSymbol(h, sizeof(table), &table, sizeof(table), 0, ACL_MEMCPY_DEVICE_TO_HOST));
  // ok: ascend/memory/symbol
  aclrtSynchronizeStream(s);
}
