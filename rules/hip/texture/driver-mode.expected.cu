#include <hip/hip_runtime.h>

void set(hipTexRef texture, HIPaddress_mode edge) {
  // expect: hip/texture/driver-mode
  hipTexRefSetAddressMode(texture, 0, static_cast<hipTextureAddressMode>(HIP_TR_ADDRESS_MODE_WRAP));
  // expect: hip/texture/driver-mode
  hipTexRefSetAddressMode(texture, 1, static_cast<hipTextureAddressMode>(edge));
  // expect: hip/texture/driver-mode
  hipTexRefGetAddressMode(reinterpret_cast<hipTextureAddressMode*>(&edge), texture, 0);
  // expect: hip/texture/driver-mode
  hipTexRefSetFilterMode(texture, static_cast<hipTextureFilterMode>(HIP_TR_FILTER_MODE_LINEAR));
  // ok: hip/texture/driver-mode
  hipTexRefSetFlags(texture, 0);
}
