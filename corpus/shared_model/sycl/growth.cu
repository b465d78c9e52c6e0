// Logistic growth: the formula, and below it the kernel. reference.cpp includes this file, so that
// the host's compiler sees the formula too; only nvcc sees the kernel.

#ifdef SYCL_LANGUAGE_VERSION
#include "port.hpp"
#endif
#include "growth.h"

#ifdef SYCL_LANGUAGE_VERSION
#define FOR_BOTH
#else
#define FOR_BOTH
#endif

FOR_BOTH static inline float grown(float population, float rate) {
  return population + rate * population * (1.0f - population);
}

#ifdef SYCL_LANGUAGE_VERSION

void grow(float* population, int count, float rate, int steps) {
  const int i = port::block_idx().x * port::block_dim().x + port::thread_idx().x;
  if (i >= count) return;
  float x = population[i];
  for (int step = 0; step < steps; ++step) x = grown(x, rate);
  population[i] = x;
}

bool grow_on_device(float* population, int count, float rate, int steps) {
  const size_t bytes = count * sizeof(float);
  float* d_population = nullptr;
  if (port::malloc(&d_population, bytes) != port::success) return false;
  port::memcpy(d_population, population, bytes);
  port::launch<grow>((count + 255) / 256, 256)(d_population, count, rate, steps);
  const port::error_t launched = port::last_error();
  const port::error_t copied =
      port::memcpy(population, d_population, bytes);
  port::free(d_population);
  return launched == port::success && copied == port::success;
}

#endif
