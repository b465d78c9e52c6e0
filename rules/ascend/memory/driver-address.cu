#include <cuda.h>
void test(CUdeviceptr base, size_t size, size_t step, CUmemGenericAllocationHandle piece) {
  // expect: ascend/memory/driver-address
  cuMemMap(base + size, step, 0, piece, 0);
  // ok: ascend/memory/driver-address
  cuMemUnmap(base, step);
}
