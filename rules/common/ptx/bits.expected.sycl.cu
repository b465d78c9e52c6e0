#include "port.hpp"
unsigned nibble(unsigned word) {
  unsigned bits;
  // expect: cuda/ptx/bits
  bits = (unsigned)((unsigned long long)(unsigned)word >> port::min((unsigned)4 & 0xffu, 32u) & ((1ull << port::min((unsigned)8 & 0xffu, 32u)) - 1ull));
  return bits;
}

// PTX clamps position and length to 255, AMD's instruction takes them modulo 32.
unsigned field(unsigned word, unsigned start, unsigned length) {
  unsigned bits;
  // expect: cuda/ptx/bits
  bits = (unsigned)((unsigned long long)(unsigned)word >> port::min((unsigned)start & 0xffu, 32u) & ((1ull << port::min((unsigned)length & 0xffu, 32u)) - 1ull));
  return bits;
}

unsigned swap_bytes(unsigned word) {
  unsigned swapped;
  // expect: cuda/ptx/bits
  swapped = port::byte_perm((unsigned)word, (unsigned)0, 0x0123);
  return swapped;
}

// The selector may repeat signs.
unsigned select_bytes(unsigned low, unsigned high, unsigned selector) {
  unsigned bytes;
  // expect: cuda/ptx/bits
  bytes = port::byte_perm((unsigned)low, (unsigned)high, (unsigned)selector);
  return bytes;
}

#define ROTATE_LEFT(result, word, count) \
  result = port::funnelshift_l((unsigned)(word), (unsigned)(word), (unsigned)(count))

// An operand with an effect must be evaluated once; `%1` is used twice here.
unsigned rotate_next(unsigned*& words) {
  unsigned word;
  asm("shf.l.wrap.b32 %0, %1, %1, 7;" : "=r"(word) : "r"(*words++));
  return word;
}

unsigned absolute_differences(unsigned a, unsigned b) {
  unsigned result;
  // ok: cuda/ptx/bits
  asm("vabsdiff2.u32.u32.u32 %0, %1, %2, %3;" : "=r"(result) : "r"(a), "r"(b), "r"(0));
  return result;
}
