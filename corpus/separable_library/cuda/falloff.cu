#include "falloff.cuh"

__device__ float falloff(float distance, float radius) {
  const float x = __fdividef(distance, radius);
  return __expf(-x * x);
}
