// Adds two vectors with a grid-stride loop: the smallest complete CUDA program.
//
// No CUDA header is included on purpose: nvcc supplies the runtime's declarations by itself.

#include <cnrt.h>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                          \
  do {                                                                                       \
    const cnrtRet_t status = (call);                                                       \
    if (status != cnrtSuccess) {                                                             \
      std::fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, cnrtGetErrorStr(status));   \
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
  CHECK(cnrtMalloc((void**)&d_a, bytes));
  CHECK(cnrtMalloc((void**)&d_b, bytes));
  CHECK(cnrtMalloc((void**)(&d_sum), bytes));
  CHECK(cnrtMemcpy(d_a, (void*)(a.data()), bytes, cnrtMemcpyHostToDev));
  CHECK(cnrtMemcpy(d_b, (void*)(b.data()), bytes, cnrtMemcpyHostToDev));
  CHECK(cnrtMemset(d_sum, 0, bytes));

  int device = 0, processors = 0;
  CHECK(cnrtGetDevice(&device));
  CHECK(cnrtDeviceGetAttribute(&processors, cnrtAttrClusterCount, device));
  add<<<4 * processors, threads>>>(d_a, d_b, d_sum, count);
  CHECK(cnrtGetLastError());
  CHECK(cnrtSyncDevice());
  CHECK(cnrtMemcpy(sum.data(), (void*)(d_sum), bytes, cnrtMemcpyDevToHost));

  CHECK(cnrtFree(d_a));
  CHECK(cnrtFree(d_b));
  CHECK(cnrtFree(d_sum));

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
