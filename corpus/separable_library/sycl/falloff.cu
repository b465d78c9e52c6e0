#include "falloff.cuh"

float falloff(float distance, float radius) {
  const float x = sycl::native::divide(float(distance), float(radius));
  return sycl::native::exp(float(-x * x));
}
