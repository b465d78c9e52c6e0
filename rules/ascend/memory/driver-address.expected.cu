#include "acl_port.hpp"
void test(acl_port::DevicePointer base, size_t size, size_t step, aclrtDrvMemHandle piece) {
  // expect: ascend/memory/driver-address
  aclrtMapMem(base + size, step, 0, piece, 0);
  // ok: ascend/memory/driver-address
  aclrtUnmapMem((void*)(base));
}

acl_port::DevicePointer base();

void parts(acl_port::DevicePointer whole, float* to) {
  // expect: ascend/memory/driver-address
  acl_port::copy(to, (const void*)(whole + 256), 64, ACL_MEMCPY_DEVICE_TO_HOST);
  // expect: ascend/memory/driver-address
  acl_port::copy(to, (const void*)(base() + 256), 64, ACL_MEMCPY_DEVICE_TO_HOST);
  // expect: ascend/memory/driver-address
  size_t in_line = whole & 255;
  // ok: ascend/memory/driver-address
  unsigned long long number = (unsigned long long)whole;
  // ok: ascend/memory/driver-address
  if (whole == 0) return;
}
