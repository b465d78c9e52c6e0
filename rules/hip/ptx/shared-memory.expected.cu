#include <hip/hip_runtime.h>
__device__ unsigned load(unsigned address) {
  unsigned value;
  // expect: hip/ptx/shared-memory
  { const __attribute__((address_space(3))) unsigned *lds_pointer = (decltype(lds_pointer))address; value = *lds_pointer; }
  return value;
}

__device__ unsigned shared_address(const void* pointer) {
  unsigned address;
  // expect: hip/ptx/shared-memory
  {
    unsigned long long wide;
    wide = (unsigned)(unsigned long long)pointer;
    address = (unsigned)(unsigned long long)wide;
  }
  return address;
}

__device__ unsigned load_global(const unsigned* address) {
  unsigned value;
  // ok: hip/ptx/shared-memory
  value = *(const unsigned *)address;
  return value;
}
