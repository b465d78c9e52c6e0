#include "acl_port.hpp"
void test(void* host, const void* source, size_t bytes, acl_port::DevicePointer memory, acl_port::DevicePointer other, aclrtStream stream) {
  // expect: ascend/memory/driver-copy
  acl_port::copy((void*)(memory), source, bytes, ACL_MEMCPY_HOST_TO_DEVICE);
  // expect: ascend/memory/driver-copy
  acl_port::copy_async(host, (const void*)(memory), bytes, ACL_MEMCPY_DEVICE_TO_HOST, stream);
  // expect: ascend/memory/driver-copy
  acl_port::copy((void*)(other), (const void*)(memory), bytes, ACL_MEMCPY_DEVICE_TO_DEVICE);
  // ok: ascend/memory/driver-copy
  cuMemcpy(other, memory, bytes);
}
