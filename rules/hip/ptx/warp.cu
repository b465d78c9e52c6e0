__device__ float neighbour(float value) {
  float other;
  // expect: hip/ptx/warp
  asm volatile("shfl.sync.bfly.b32 %0, %1, 1, 31, 0xffffffff;" : "=f"(other) : "f"(value));
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
  asm("mov.u32 %0, %%laneid;" : "=r"(id));
  return id;
}
