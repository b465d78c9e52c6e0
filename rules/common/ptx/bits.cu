__device__ unsigned nibble(unsigned word) {
  unsigned bits;
  // expect: cuda/ptx/bits
  asm("bfe.u32 %0, %1, 4, 8;" : "=r"(bits) : "r"(word));
  return bits;
}

// PTX clamps position and length to 255, AMD's instruction takes them modulo 32.
__device__ unsigned field(unsigned word, unsigned start, unsigned length) {
  unsigned bits;
  // expect: cuda/ptx/bits
  asm("bfe.u32 %0, %1, %2, %3;" : "=r"(bits) : "r"(word), "r"(start), "r"(length));
  return bits;
}

__device__ unsigned swap_bytes(unsigned word) {
  unsigned swapped;
  // expect: cuda/ptx/bits
  asm volatile("prmt.b32 %0, %1, 0, 0x0123;" : "=r"(swapped) : "r"(word));
  return swapped;
}

// The selector may repeat signs.
__device__ unsigned select_bytes(unsigned low, unsigned high, unsigned selector) {
  unsigned bytes;
  // expect: cuda/ptx/bits
  asm("prmt.b32 %0, %1, %2, %3;" : "=r"(bytes) : "r"(low), "r"(high), "r"(selector));
  return bytes;
}

#define ROTATE_LEFT(result, word, count) \
  asm("shf.l.wrap.b32 %0, %1, %1, %2;" : "=r"(result) : "r"(word), "r"(count))

// An operand with an effect must be evaluated once; `%1` is used twice here.
__device__ unsigned rotate_next(unsigned*& words) {
  unsigned word;
  asm("shf.l.wrap.b32 %0, %1, %1, 7;" : "=r"(word) : "r"(*words++));
  return word;
}

__device__ unsigned absolute_differences(unsigned a, unsigned b) {
  unsigned result;
  // ok: cuda/ptx/bits
  asm("vabsdiff2.u32.u32.u32 %0, %1, %2, %3;" : "=r"(result) : "r"(a), "r"(b), "r"(0));
  return result;
}
