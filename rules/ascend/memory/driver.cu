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
