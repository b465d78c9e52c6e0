// Helpers in PTX, as libraries keep them beside their kernels.
#pragma once

#include <cnrt.h>

namespace ptx {

struct Words {
  unsigned x, y, z, w;
};

__device__ __forceinline__ Words load_words(const void* address) {
  Words words;
  asm volatile("ld.global.nc.v4.u32 {%0, %1, %2, %3}, [%4];"
               : "=r"(words.x), "=r"(words.y), "=r"(words.z), "=r"(words.w)
               : "l"(address));
  return words;
}

// Loads where the predicate holds, and gives 0 elsewhere.
__device__ __forceinline__ unsigned load_if(const unsigned* address, bool is_valid) {
  unsigned value;
  asm volatile(
      "{\n"
      "  .reg .pred p;\n"
      "  setp.ne.b32 p, %2, 0;\n"
      "  mov.b32 %0, 0;\n"
      "  @p ld.global.u32 %0, [%1];\n"
      "}\n"
      : "=r"(value)
      : "l"(address), "r"((int)is_valid));
  return value;
}

__device__ __forceinline__ void store_once(unsigned* address, unsigned value) {
  asm volatile("st.global.cs.u32 [%0], %1;" ::"l"(address), "r"(value) : "memory");
}

__device__ __forceinline__ unsigned field(unsigned word, unsigned start, unsigned length) {
  unsigned bits;
  asm("bfe.u32 %0, %1, %2, %3;" : "=r"(bits) : "r"(word), "r"(start), "r"(length));
  return bits;
}

__device__ __forceinline__ unsigned insert(unsigned bits, unsigned word) {
  unsigned result;
  asm("bfi.b32 %0, %1, %2, 8, 8;" : "=r"(result) : "r"(bits), "r"(word));
  return result;
}

template <int table>
__device__ __forceinline__ unsigned logic3(unsigned a, unsigned b, unsigned c) {
  unsigned result;
  asm("lop3.b32 %0, %1, %2, %3, %4;" : "=r"(result) : "r"(a), "r"(b), "r"(c), "n"(table));
  return result;
}

// (a * b) >> 32 and the low word in one go.
__device__ __forceinline__ void multiply(unsigned a, unsigned b, unsigned& high, unsigned& low) {
  asm("{\n\t"
      ".reg .u64 product;\n\t"
      "mul.wide.u32 product, %2, %3;\n\t"
      "mov.b64 {%1, %0}, product;\n\t"
      "}"
      : "=r"(high), "=r"(low)
      : "r"(a), "r"(b));
}

__device__ __forceinline__ int shift_left(int value, int count) {
  int result;
  asm("shl.b32 %0, %1, %2;" : "=r"(result) : "r"(value), "r"(count));
  return result;
}

// |a - b| + c.
__device__ __forceinline__ unsigned distance(unsigned a, unsigned b, unsigned c) {
  unsigned result;
  asm("sad.u32 %0, %1, %2, %3;" : "=r"(result) : "r"(a), "r"(b), "r"(c));
  return result;
}

__device__ __forceinline__ void fence() { asm volatile("membar.gl;" ::: "memory"); }

}  // namespace ptx

#define PTX_ROTATE(result, word, count) \
  asm("shf.l.wrap.b32 %0, %1, %1, %2;" : "=r"(result) : "r"(word), "r"(count))
