// Adds two vectors with a grid-stride loop: the smallest complete CUDA program.
//
// No CUDA header is included on purpose: nvcc supplies the runtime's declarations by itself.

#include <mcr/mc_runtime.h>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                          \
  do {                                                                                       \
    const mcError_t status = (call);                                                       \
    if (status != mcSuccess) {                                                             \
      std::fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, mcGetErrorString(status));   \
      std::exit(EXIT_FAILURE);                                                               \
    }                                                                                        \
  } while (0)

__global__ void add(const float* __restrict__ a, const float* __restrict__ b,
                    float* __restrict__ sum, int count) {
  const int stride = blockDim.x * gridDim.x;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < count; i += stride) {
    sum[i] = a[i] + b[i];
  }
}

int main() {
  constexpr int count = 1 << 20;
  constexpr int threads = 256;
  constexpr size_t bytes = count * sizeof(float);

  std::vector<float> a(count), b(count), sum(count);
  for (int i = 0; i < count; ++i) {
    a[i] = static_cast<float>(i % 1000) * 0.25f;
    b[i] = static_cast<float>(i % 777) * 0.5f;
  }

  float *d_a = nullptr, *d_b = nullptr, *d_sum = nullptr;
  CHECK(mcMalloc((void**)&d_a, bytes));
  CHECK(mcMalloc((void**)&d_b, bytes));
  CHECK(mcMalloc(&d_sum, bytes));
  CHECK(mcMemcpy(d_a, a.data(), bytes, mcMemcpyHostToDevice));
  CHECK(mcMemcpy(d_b, b.data(), bytes, mcMemcpyHostToDevice));
  CHECK(mcMemset(d_sum, 0, bytes));

  int device = 0, processors = 0;
  CHECK(mcGetDevice(&device));
  CHECK(mcDeviceGetAttribute(&processors, mcDeviceAttributeMultiProcessorCount, device));
  add<<<4 * processors, threads>>>(d_a, d_b, d_sum, count);
  CHECK(mcGetLastError());
  CHECK(mcDeviceSynchronize());
  CHECK(mcMemcpy(sum.data(), d_sum, bytes, mcMemcpyDeviceToHost));

  CHECK(mcFree(d_a));
  CHECK(mcFree(d_b));
  CHECK(mcFree(d_sum));

  for (int i = 0; i < count; ++i) {
    const float expected = a[i] + b[i];
    if (std::fabs(sum[i] - expected) > 1e-5f) {
      std::printf("vector_add: FAILED at %d: %g, expected %g\n", i, sum[i], expected);
      return 1;
    }
  }
  std::printf("vector_add: ok\n");
  return 0;
}
