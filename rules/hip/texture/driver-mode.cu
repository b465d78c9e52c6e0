#include <cuda.h>

void set(CUtexref texture, CUaddress_mode edge) {
  // expect: hip/texture/driver-mode
  cuTexRefSetAddressMode(texture, 0, CU_TR_ADDRESS_MODE_WRAP);
  // expect: hip/texture/driver-mode
  cuTexRefSetAddressMode(texture, 1, edge);
  // expect: hip/texture/driver-mode
  cuTexRefGetAddressMode(&edge, texture, 0);
  // expect: hip/texture/driver-mode
  cuTexRefSetFilterMode(texture, CU_TR_FILTER_MODE_LINEAR);
  // ok: hip/texture/driver-mode
  cuTexRefSetFlags(texture, 0);
}
