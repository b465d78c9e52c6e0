#include <hip/hip_runtime.h>
__device__ unsigned long long joined(unsigned low, unsigned high) {
  unsigned long long word;
  // expect: hip/ptx/conversions
  word = (unsigned long long)(unsigned)high << 32 | (unsigned)low;
  return word;
}

__device__ void split(unsigned long long word, unsigned& low, unsigned& high) {
  // expect: hip/ptx/conversions
  { const unsigned long long mov_pair = (unsigned long long)word; low = (unsigned)mov_pair; high = (unsigned)(mov_pair >> 32); }
}

__device__ int rounded(float x) {
  int i;
  // expect: hip/ptx/conversions
  i = __float2int_rn(x);
  return i;
}

// Rounding toward zero is not what a cast does.
__device__ float truncated(int i) {
  float x;
  // ok: hip/ptx/conversions
  asm("cvt.rz.f32.s32 %0, %1;" : "=f"(x) : "r"(i));
  return x;
}
