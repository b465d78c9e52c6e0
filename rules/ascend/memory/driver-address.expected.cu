#include <acl/acl.h>
void test(void* base, size_t size, size_t step, aclrtDrvMemHandle piece) {
  // expect: ascend/memory/driver-address
  aclrtMapMem(base + size, step, 0, piece, 0);
  // ok: ascend/memory/driver-address
  cuMemUnmap(base, step);
}
