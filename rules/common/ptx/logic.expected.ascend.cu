#include <acl/acl.h>
#include <simt_api/asc_simt.h>
__aicore__ unsigned parity(unsigned a, unsigned b, unsigned c) {
  unsigned result;
  // expect: cuda/ptx/logic
  result = (unsigned)a ^ (unsigned)b ^ (unsigned)c;
  return result;
}

template <int table>
__aicore__ unsigned logic3(unsigned a, unsigned b, unsigned c) {
  unsigned result;
  // expect: cuda/ptx/logic
  { const unsigned lop_a = (unsigned)a, lop_b = (unsigned)b, lop_c = (unsigned)c, lop_lut = table; result = ((0u - (lop_lut >> 0 & 1u)) & ~lop_a & ~lop_b & ~lop_c) | ((0u - (lop_lut >> 1 & 1u)) & ~lop_a & ~lop_b & lop_c) | ((0u - (lop_lut >> 2 & 1u)) & ~lop_a & lop_b & ~lop_c) | ((0u - (lop_lut >> 3 & 1u)) & ~lop_a & lop_b & lop_c) | ((0u - (lop_lut >> 4 & 1u)) & lop_a & ~lop_b & ~lop_c) | ((0u - (lop_lut >> 5 & 1u)) & lop_a & ~lop_b & lop_c) | ((0u - (lop_lut >> 6 & 1u)) & lop_a & lop_b & ~lop_c) | ((0u - (lop_lut >> 7 & 1u)) & lop_a & lop_b & lop_c); }
  return result;
}

// A shift by 32 or more gives 0 in PTX, and means nothing in C++.
__aicore__ unsigned shifted(unsigned a, unsigned count) {
  unsigned result;
  // expect: cuda/ptx/logic
  result = (unsigned)count < 32u ? (unsigned)a << (unsigned)count : 0u;
  return result;
}

__aicore__ unsigned halved(unsigned a) {
  // ok: cuda/ptx/logic
  return a >> 1;
}
