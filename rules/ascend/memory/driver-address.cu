#include <cuda.h>
void test(CUdeviceptr base, size_t size, size_t step, CUmemGenericAllocationHandle piece) {
  // expect: ascend/memory/driver-address
  cuMemMap(base + size, step, 0, piece, 0);
  // ok: ascend/memory/driver-address
  cuMemUnmap(base, step);
}

CUdeviceptr base();

void parts(CUdeviceptr whole, float* to) {
  // expect: ascend/memory/driver-address
  cuMemcpyDtoH(to, whole + 256, 64);
  // expect: ascend/memory/driver-address
  cuMemcpyDtoH(to, base() + 256, 64);
  // expect: ascend/memory/driver-address
  size_t in_line = whole & 255;
  // ok: ascend/memory/driver-address
  unsigned long long number = (unsigned long long)whole;
  // ok: ascend/memory/driver-address
  if (whole == 0) return;
}
