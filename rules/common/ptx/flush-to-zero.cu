__device__ float product(float a, float b) {
  float result;
  // expect: cuda/ptx/flush-to-zero
  asm("mul.ftz.f32 %0, %1, %2;" : "=f"(result) : "f"(a), "f"(b));
  return result;
}

__device__ float plain_product(float a, float b) {
  float result;
  // ok: cuda/ptx/flush-to-zero
  asm("mul.f32 %0, %1, %2;" : "=f"(result) : "f"(a), "f"(b));
  return result;
}
