#include <cuda.h>

void copy(const float* host, size_t size) {
  unsigned long long memory;
  // expect: hip/driver/integer-address
  cuMemAlloc(&memory, size);
  // expect: hip/driver/integer-address
  cuMemcpyHtoD(memory, host, size);
  CUdeviceptr address;
  // ok: hip/driver/integer-address
  cuMemAlloc(&address, size);
  // ok: hip/driver/integer-address
  cuMemcpyHtoD(address, host, size);
}
