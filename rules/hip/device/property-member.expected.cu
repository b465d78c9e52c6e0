#include <hip/hip_runtime.h>

#include <cstring>

bool same(const unsigned char* wanted, const void* pointer, int type) {
  hipDeviceProp_t properties;
  hipGetDeviceProperties(&properties, 0);
  // expect: hip/device/property-member
  bool is_same = std::memcmp(wanted, properties.uuid.bytes, 16) == 0;
  struct { int uuid, type; } own = {type, type};
  // ok: hip/device/property-member
  is_same = is_same && own.uuid == own.type;
  hipPointerAttribute_t attributes;
  hipPointerGetAttributes(&attributes, pointer);
  // expect: hip/device/property-member
  return is_same && attributes.memoryType == hipMemoryTypeDevice && type;
}
