#include "acl_port.hpp"
void test(size_t bytes) {
  acl_port::DevicePointer memory;
  // expect: ascend/memory/driver
  aclrtMalloc((void**)(&memory), bytes, ACL_MEM_MALLOC_HUGE_FIRST);
  // expect: ascend/memory/driver
  aclrtFreeWithDevSync((void*)(memory));
  // ok: ascend/memory/driver
  cuMemsetD8(memory, 0, bytes);
}
