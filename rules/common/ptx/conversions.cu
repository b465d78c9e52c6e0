__device__ unsigned long long joined(unsigned low, unsigned high) {
  unsigned long long word;
  // expect: cuda/ptx/conversions
  asm("mov.b64 %0, {%1, %2};" : "=l"(word) : "r"(low), "r"(high));
  return word;
}

__device__ void split(unsigned long long word, unsigned& low, unsigned& high) {
  // expect: cuda/ptx/conversions
  asm("mov.b64 {%0, %1}, %2;" : "=r"(low), "=r"(high) : "l"(word));
}

__device__ int rounded(float x) {
  int i;
  // expect: cuda/ptx/conversions
  asm("cvt.rni.s32.f32 %0, %1;" : "=r"(i) : "f"(x));
  return i;
}

// Rounding toward zero is not what a cast does.
__device__ float truncated(int i) {
  float x;
  // ok: cuda/ptx/conversions
  asm("cvt.rz.f32.s32 %0, %1;" : "=f"(x) : "r"(i));
  return x;
}

__device__ unsigned long long turned(unsigned long long x) {
  short4 part;
  // expect: cuda/ptx/conversions
  asm("mov.b64 { %0,  %1, %2, %3 }, %4; "
      : "=h"(part.x), "=h"(part.y), "=h"(part.z), "=h"(part.w) : "l"(x));
  // expect: cuda/ptx/conversions
  asm("mov.b64 %0, {%1, %2, %3 , %4}; "
      : "=l"(x) : "h"(part.y), "h"(part.z), "h"(part.w), "h"(part.x));
  return x;
}

__device__ unsigned quantised(float x) {
  unsigned y;
  // expect: cuda/ptx/conversions
  asm("cvt.rni.sat.u8.f32 %0, %1;" : "=r"(y) : "f"(x));
  return y;
}
