#include <cuda_runtime.h>

#include <cstring>

bool same(const unsigned char* wanted, const void* pointer, int type) {
  cudaDeviceProp properties;
  cudaGetDeviceProperties(&properties, 0);
  // expect: hip/device/property-member
  bool is_same = std::memcmp(wanted, properties.uuid.bytes, 16) == 0;
  struct { int uuid, type; } own = {type, type};
  // ok: hip/device/property-member
  is_same = is_same && own.uuid == own.type;
  cudaPointerAttributes attributes;
  cudaPointerGetAttributes(&attributes, pointer);
  // expect: hip/device/property-member
  return is_same && attributes.type == cudaMemoryTypeDevice && type;
}
