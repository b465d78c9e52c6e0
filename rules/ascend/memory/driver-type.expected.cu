#include "acl_port.hpp"

// expect: ascend/memory/driver-type
void copy(const acl_port::DevicePointer from, float* to, size_t bytes) {
  // expect: ascend/memory/driver-type
  acl_port::DevicePointer first, second = 0;
  aclrtMalloc((void**)(&first), bytes, ACL_MEM_MALLOC_HUGE_FIRST);
  acl_port::copy(to, (const void*)(from), bytes, ACL_MEMCPY_DEVICE_TO_HOST);
  aclrtFreeWithDevSync((void*)(first));
}

// ok: ascend/memory/driver-type
void plain(void* pointer);
