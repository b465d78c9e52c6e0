#include "falloff.cuh"

void add_kernel(const float2* sources, int count, float* field, int size, float radius) {
  const int at = port::block_idx().x * port::block_dim().x + port::thread_idx().x;
  if (at >= size) return;
  float sum = field[at];
  for (int i = 0; i < count; ++i) {
    sum += sources[i].y * falloff(fabsf(sources[i].x - at), radius);
  }
  field[at] = sum;
}

port::error_t add_sources(const float2* sources, int count, float* field, int size, float radius) {
  const int threads = 128;
  port::launch<add_kernel>((size + threads - 1) / threads, threads)(sources, count, field, size, radius);
  return port::last_error();
}
