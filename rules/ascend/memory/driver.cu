#include <cuda.h>
void test(size_t bytes) {
  CUdeviceptr memory;
  // expect: ascend/memory/driver
  cuMemAlloc(&memory, bytes);
  // expect: ascend/memory/driver
  cuMemFree_v2(memory);
  // ok: ascend/memory/driver
  cuMemsetD8(memory, 0, bytes);
}

void mapped(CUdeviceptr address, size_t bytes, CUdeviceptr* base, size_t* size) {
  // expect: ascend/memory/driver
  cuMemGetAddressRange(base, size, address);
  // ok: ascend/memory/driver
  cuMemGetAddressRange(base, NULL, address);
  CUmemAllocationProp properties = {};
  // expect: ascend/memory/driver
  cuMemGetAllocationGranularity(size, &properties, CU_MEM_ALLOC_GRANULARITY_MINIMUM);
  // expect: ascend/memory/driver
  cuMemUnmap(address, bytes);
  // ok: ascend/memory/driver
  cuMemUnmap(address + bytes, bytes);
  // expect: ascend/memory/driver
  cuMemAddressFree(address, bytes);
}
