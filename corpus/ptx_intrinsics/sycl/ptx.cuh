// Helpers in PTX, as libraries keep them beside their kernels.
#pragma once

#include "port.hpp"

namespace ptx {

struct Words {
  unsigned x, y, z, w;
};

inline __attribute__((always_inline)) Words load_words(const void* address) {
  Words words;
  { const uint4 ld_value = *(const uint4 *)address; words.x = ld_value.x; words.y = ld_value.y; words.z = ld_value.z; words.w = ld_value.w; }
  return words;
}

// Loads where the predicate holds, and gives 0 elsewhere.
inline __attribute__((always_inline)) unsigned load_if(const unsigned* address, bool is_valid) {
  unsigned value;
  {
    bool p;
    p = (unsigned)((int)is_valid) != (unsigned)0;
    value = 0;
    if (p) value = *(const unsigned *)address;
  }
  return value;
}

inline __attribute__((always_inline)) void store_once(unsigned* address, unsigned value) {
  __builtin_nontemporal_store((unsigned)value, (unsigned *)address);
}

inline __attribute__((always_inline)) unsigned field(unsigned word, unsigned start, unsigned length) {
  unsigned bits;
  bits = (unsigned)((unsigned long long)(unsigned)word >> port::min((unsigned)start & 0xffu, 32u) & ((1ull << port::min((unsigned)length & 0xffu, 32u)) - 1ull));
  return bits;
}

inline __attribute__((always_inline)) unsigned insert(unsigned bits, unsigned word) {
  unsigned result;
  { const unsigned bfi_pos = port::min((unsigned)8 & 0xffu, 32u); const unsigned bfi_mask = (unsigned)(((1ull << port::min((unsigned)8 & 0xffu, 32u)) - 1ull) << bfi_pos); result = ((unsigned)word & ~bfi_mask) | ((unsigned)((unsigned long long)(unsigned)bits << bfi_pos) & bfi_mask); }
  return result;
}

template <int table>
inline __attribute__((always_inline)) unsigned logic3(unsigned a, unsigned b, unsigned c) {
  unsigned result;
  { const unsigned lop_a = (unsigned)a, lop_b = (unsigned)b, lop_c = (unsigned)c, lop_lut = table; result = ((0u - (lop_lut >> 0 & 1u)) & ~lop_a & ~lop_b & ~lop_c) | ((0u - (lop_lut >> 1 & 1u)) & ~lop_a & ~lop_b & lop_c) | ((0u - (lop_lut >> 2 & 1u)) & ~lop_a & lop_b & ~lop_c) | ((0u - (lop_lut >> 3 & 1u)) & ~lop_a & lop_b & lop_c) | ((0u - (lop_lut >> 4 & 1u)) & lop_a & ~lop_b & ~lop_c) | ((0u - (lop_lut >> 5 & 1u)) & lop_a & ~lop_b & lop_c) | ((0u - (lop_lut >> 6 & 1u)) & lop_a & lop_b & ~lop_c) | ((0u - (lop_lut >> 7 & 1u)) & lop_a & lop_b & lop_c); }
  return result;
}

// (a * b) >> 32 and the low word in one go.
inline __attribute__((always_inline)) void multiply(unsigned a, unsigned b, unsigned& high, unsigned& low) {
  {
    unsigned long long product;
    product = (unsigned long long)(unsigned)a * (unsigned long long)(unsigned)b;
    { const unsigned long long mov_pair = (unsigned long long)product; low = (unsigned)mov_pair; high = (unsigned)(mov_pair >> 32); }
  }
}

inline __attribute__((always_inline)) int shift_left(int value, int count) {
  int result;
  result = (unsigned)count < 32u ? (unsigned)value << (unsigned)count : 0u;
  return result;
}

// |a - b| + c.
inline __attribute__((always_inline)) unsigned distance(unsigned a, unsigned b, unsigned c) {
  unsigned result;
  result = port::usad((unsigned)a, (unsigned)b, (unsigned)c);
  return result;
}

inline __attribute__((always_inline)) void fence() { port::thread_fence(); }

}  // namespace ptx

#define PTX_ROTATE(result, word, count) \
  result = port::funnelshift_l((unsigned)(word), (unsigned)(word), (unsigned)(count))
