#include <acl/acl.h>
#include <simt_api/asc_simt.h>
__aicore__ unsigned load_once(const unsigned* address) {
  unsigned value;
  // expect: cuda/ptx/streaming
  value = __builtin_nontemporal_load((const unsigned *)address);
  return value;
}

__aicore__ void store_once(unsigned* address, unsigned value) {
  // expect: cuda/ptx/streaming
  __builtin_nontemporal_store((unsigned)value, (unsigned *)address);
}

__aicore__ void store(unsigned* address, unsigned value) {
  // ok: cuda/ptx/streaming
  *(unsigned *)address = value;
}
