#include <acl/acl.h>
#include <simt_api/asc_simt.h>
__aicore__ unsigned long long joined(unsigned low, unsigned high) {
  unsigned long long word;
  // expect: cuda/ptx/conversions
  word = (unsigned long long)(unsigned)high << 32 | (unsigned)low;
  return word;
}

__aicore__ void split(unsigned long long word, unsigned& low, unsigned& high) {
  // expect: cuda/ptx/conversions
  { const unsigned long long mov_pair = (unsigned long long)word; low = (unsigned)mov_pair; high = (unsigned)(mov_pair >> 32); }
}

__aicore__ int rounded(float x) {
  int i;
  // expect: cuda/ptx/conversions
  i = __float2int_rn(x);
  return i;
}

// Rounding toward zero is not what a cast does.
__aicore__ float truncated(int i) {
  float x;
  // ok: cuda/ptx/conversions
  asm("cvt.rz.f32.s32 %0, %1;" : "=f"(x) : "r"(i));
  return x;
}

__aicore__ unsigned long long turned(unsigned long long x) {
  short4 part;
  // expect: cuda/ptx/conversions
  { const unsigned long long mov_four = (unsigned long long)x; part.x = (unsigned short)mov_four; part.y = (unsigned short)(mov_four >> 16); part.z = (unsigned short)(mov_four >> 32); part.w = (unsigned short)(mov_four >> 48); }
  // expect: cuda/ptx/conversions
  x = (unsigned long long)(unsigned short)part.x << 48 | (unsigned long long)(unsigned short)part.w << 32 | (unsigned)(unsigned short)part.z << 16 | (unsigned short)part.y;
  return x;
}

__aicore__ unsigned quantised(float x) {
  unsigned y;
  // expect: cuda/ptx/conversions
  y = (unsigned)fminf(fmaxf(rintf(x), 0.f), 255.f);
  return y;
}
