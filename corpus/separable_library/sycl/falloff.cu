#include "falloff.cuh"

float falloff(float distance, float radius) {
  const float x = port::fdividef(distance, radius);
  return sycl::exp(float(-x * x));
}
