#include <hip/hip_runtime.h>
#include <hip/hip_fp16.h>
__device__ unsigned short to_fp8(float low, float high) {
  unsigned short pair;
  // expect: hip/ptx/narrow-floats
  asm("cvt.rn.satfinite.e4m3x2.f32 %0, %1, %2;" : "=h"(pair) : "f"(high), "f"(low));
  return pair;
}

__device__ unsigned to_tf32(float x) {
  unsigned bits;
  // expect: hip/ptx/narrow-floats
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(bits) : "f"(x));
  return bits;
}

__device__ unsigned to_half2(float low, float high) {
  unsigned pair;
  // ok: hip/ptx/narrow-floats
  pair = __builtin_bit_cast(unsigned, __floats2half2_rn(low, high));
  return pair;
}
