#include <acl/acl.h>
#include <simt_api/asc_simt.h>
__aicore__ float product(float a, float b) {
  float result;
  // expect: cuda/ptx/flush-to-zero
  result = a * b;
  return result;
}

__aicore__ float plain_product(float a, float b) {
  float result;
  // ok: cuda/ptx/flush-to-zero
  result = a * b;
  return result;
}
