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

void mapped(acl_port::DevicePointer address, size_t bytes, acl_port::DevicePointer* base, size_t* size) {
  // expect: ascend/memory/driver
  aclrtMemGetAddressRange((void*)(address), (void**)(base), size);
  // ok: ascend/memory/driver
  cuMemGetAddressRange(base, NULL, address);
  CUmemAllocationProp properties = {};
  // expect: ascend/memory/driver
  aclrtMemGetAllocationGranularity(&properties, ACL_RT_MEM_ALLOC_GRANULARITY_MINIMUM, size);
  // expect: ascend/memory/driver
  aclrtUnmapMem((void*)(address));
  // ok: ascend/memory/driver
  cuMemUnmap(address + bytes, bytes);
  // expect: ascend/memory/driver
  aclrtReleaseMemAddress((void*)(address));
}
