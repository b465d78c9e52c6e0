#include <hip/hip_runtime.h>
__device__ float power_of_two(float x) {
  float result;
  // expect: hip/ptx/approximate
  result = exp2f(x);
  return result;
}

__device__ float reciprocal(float x) {
  float result;
  // expect: hip/ptx/approximate
  result = __builtin_amdgcn_rcpf(x);
  return result;
}

// Correctly rounded: a division.
__device__ float rounded_reciprocal(float x) {
  float result;
  // ok: hip/ptx/approximate
  result = 1.0f / x;
  return result;
}
