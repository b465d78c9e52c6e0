#include <mcr/mc_runtime.h>
__device__ float power(float x) {
  float y;
  // expect: cuda/ptx/approximated
  y = exp2f(x);
  return y;
}

__device__ float sum(float x, float y) {
  // ok: cuda/ptx/approximated
  return x + y;
}
