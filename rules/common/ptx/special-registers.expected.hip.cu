#include <hip/hip_runtime.h>
__device__ unsigned lane() {
  unsigned id;
  // expect: cuda/ptx/special-registers
  id = __lane_id();
  return id;
}

__device__ unsigned lanes_before() {
  unsigned mask;
  // expect(hip, maca): cuda/ptx/special-registers
  mask = (1ull << __lane_id()) - 1ull;
  return mask;
}

__device__ unsigned long long now() {
  unsigned long long time;
  // expect(hip): cuda/ptx/special-registers
  time = wall_clock64();
  return time;
}

__device__ unsigned processor() {
  unsigned id;
  // expect(hip): cuda/ptx/special-registers
  id = __smid();
  return id;
}

__device__ unsigned processors() {
  unsigned count;
  // expect: cuda/ptx/special-registers
  asm("mov.u32 %0, %%nsmid;" : "=r"(count));
  return count;
}

__device__ unsigned copied(unsigned value) {
  unsigned copy;
  // ok: cuda/ptx/special-registers
  copy = value;
  return copy;
}
