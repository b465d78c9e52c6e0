#include <acl/acl.h>
#include <simt_api/asc_simt.h>
__aicore__ unsigned seen_by_all(const unsigned* flag) {
  unsigned value;
  // expect: cuda/ptx/cached-in-l2
  value = *(const unsigned *)flag;
  return value;
}

__aicore__ unsigned constant(const unsigned* address) {
  unsigned value;
  // ok: cuda/ptx/cached-in-l2
  value = *(const unsigned *)address;
  return value;
}
