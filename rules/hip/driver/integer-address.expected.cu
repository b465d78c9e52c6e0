#include <hip/hip_runtime.h>

void copy(const float* host, size_t size) {
  unsigned long long memory;
  // expect: hip/driver/integer-address
  hipMalloc(&memory, size);
  // expect: hip/driver/integer-address
  hipMemcpyHtoD(memory, host, size);
  hipDeviceptr_t address;
  // ok: hip/driver/integer-address
  hipMalloc(&address, size);
  // ok: hip/driver/integer-address
  hipMemcpyHtoD(address, host, size);
}
