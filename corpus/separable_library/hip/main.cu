#include <cmath>
#include <cstdio>
#include <thread>
#include <vector>

#include "falloff.cuh"

// Each worker has its own default stream: the program is built with one for each thread.
static void worker(int number, float* norm) {
  const int size = 1 << 16;
  const std::vector<float2> sources(64, make_float2(1000.0f * number, 1.0f));
  float2* d_sources = nullptr;
  float* d_field = nullptr;
  hipMalloc(&d_sources, sources.size() * sizeof(float2));
  hipMalloc(&d_field, size * sizeof(float));
  hipMemcpyAsync(d_sources, sources.data(), sources.size() * sizeof(float2), hipMemcpyHostToDevice);
  hipMemsetAsync(d_field, 0, size * sizeof(float));
  add_sources(d_sources, static_cast<int>(sources.size()), d_field, size, 50.0f);

  std::vector<float> field(size);
  hipMemcpy(field.data(), d_field, size * sizeof(float), hipMemcpyDeviceToHost);
  for (float value : field) *norm += value * value;
  *norm = std::sqrt(*norm);
  hipFree(d_field);
  hipFree(d_sources);
}

int main() {
  std::vector<float> norms(4);
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i) workers.emplace_back(worker, i + 1, &norms[i]);
  for (std::thread& one : workers) one.join();
  for (float norm : norms) std::printf("%g\n", norm);
  bool ok = true;
  for (float norm : norms) ok &= std::fabs(norm - 506.65f) < 0.5f;  // 64 * sqrt(50 * sqrt(pi / 2))
  std::printf("separable_library: %s\n", ok ? "ok" : "FAILED");
  return ok ? 0 : 1;
}
