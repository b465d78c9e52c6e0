#include <hip/hip_runtime.h>
__device__ float neighbour(float value) {
  float other;
  // expect: hip/ptx/warp
  other = __shfl_xor(value, (int)1, 32);
  return other;
}

// The predicate tells whether there is a lane to read from.
__device__ int sum_before(int value) {
  // expect: hip/ptx/warp
  asm("{ .reg .s32 t; .reg .pred p; shfl.sync.up.b32 t|p, %0, 1, 0, 0xffffffff; @p add.s32 %0, t, %0; }"
      : "+r"(value));
  return value;
}

__device__ unsigned own_lane() {
  unsigned id;
  // ok: hip/ptx/warp
  id = __lane_id();
  return id;
}
