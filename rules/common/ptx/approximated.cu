__device__ float power(float x) {
  float y;
  // expect: cuda/ptx/approximated
  asm("ex2.approx.f32 %0, %1;" : "=f"(y) : "f"(x));
  return y;
}

__device__ float sum(float x, float y) {
  // ok: cuda/ptx/approximated
  return x + y;
}
