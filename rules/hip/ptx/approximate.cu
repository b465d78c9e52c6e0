__device__ float power_of_two(float x) {
  float result;
  // expect: hip/ptx/approximate
  asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(result) : "f"(x));
  return result;
}

__device__ float reciprocal(float x) {
  float result;
  // expect: hip/ptx/approximate
  asm("rcp.approx.ftz.f32 %0, %1;" : "=f"(result) : "f"(x));
  return result;
}

// Correctly rounded: a division.
__device__ float rounded_reciprocal(float x) {
  float result;
  // ok: hip/ptx/approximate
  asm("rcp.rn.f32 %0, %1;" : "=f"(result) : "f"(x));
  return result;
}
