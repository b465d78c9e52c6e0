#include <acl/acl.h>
#include <simt_api/asc_simt.h>
__aicore__ unsigned nibble(unsigned word) {
  unsigned bits;
  // expect: cuda/ptx/bits
  bits = (unsigned)((unsigned long long)(unsigned)word >> ::min((unsigned)4 & 0xffu, 32u) & ((1ull << ::min((unsigned)8 & 0xffu, 32u)) - 1ull));
  return bits;
}

// PTX clamps position and length to 255, AMD's instruction takes them modulo 32.
__aicore__ unsigned field(unsigned word, unsigned start, unsigned length) {
  unsigned bits;
  // expect: cuda/ptx/bits
  bits = (unsigned)((unsigned long long)(unsigned)word >> ::min((unsigned)start & 0xffu, 32u) & ((1ull << ::min((unsigned)length & 0xffu, 32u)) - 1ull));
  return bits;
}

__aicore__ unsigned swap_bytes(unsigned word) {
  unsigned swapped;
  // expect: cuda/ptx/bits
  swapped = __byte_perm((unsigned)word, (unsigned)0, 0x0123);
  return swapped;
}

// The selector may repeat signs.
__aicore__ unsigned select_bytes(unsigned low, unsigned high, unsigned selector) {
  unsigned bytes;
  // expect: cuda/ptx/bits
  bytes = __byte_perm((unsigned)low, (unsigned)high, (unsigned)selector);
  return bytes;
}

#define ROTATE_LEFT(result, word, count) \
  asm("shf.l.wrap.b32 %0, %1, %1, %2;" : "=r"(result) : "r"(word), "r"(count))

// An operand with an effect must be evaluated once; `%1` is used twice here.
__aicore__ unsigned rotate_next(unsigned*& words) {
  unsigned word;
  asm("shf.l.wrap.b32 %0, %1, %1, 7;" : "=r"(word) : "r"(*words++));
  return word;
}

__aicore__ unsigned absolute_differences(unsigned a, unsigned b) {
  unsigned result;
  // ok: cuda/ptx/bits
  asm("vabsdiff2.u32.u32.u32 %0, %1, %2, %3;" : "=r"(result) : "r"(a), "r"(b), "r"(0));
  return result;
}
