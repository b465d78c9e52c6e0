#include <hip/hip_runtime.h>
__device__ float product(float a, float b) {
  float result;
  // expect: cuda/ptx/flush-to-zero
  result = a * b;
  return result;
}

__device__ float plain_product(float a, float b) {
  float result;
  // ok: cuda/ptx/flush-to-zero
  result = a * b;
  return result;
}
