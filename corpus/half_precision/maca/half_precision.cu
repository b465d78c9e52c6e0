// y = a x + y on packed pairs of 16-bit floats.

#include <common/maca_fp16.h>
#include <mcr/mc_runtime.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                        \
  do {                                                                                     \
    const mcError_t status = (call);                                                     \
    if (status != mcSuccess) {                                                           \
      std::printf("half_precision: FAILED: %s: %s\n", #call, mcGetErrorString(status));  \
      std::exit(1);                                                                        \
    }                                                                                      \
  } while (0)

__global__ void axpy(float a, const __half2* __restrict__ x, __half2* __restrict__ y, int pairs) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < pairs) y[i] = __hfma2(__float2half2_rn(a), x[i], y[i]);
}

// Sum of absolute values, accumulated in single precision.
__global__ void norm(const __half2* x, int pairs, float* result) {
  float sum = 0.0f;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < pairs; i += gridDim.x * blockDim.x) {
    const float2 both = __half22float2(x[i]);
    sum += fabsf(both.x) + fabsf(both.y);
  }
  atomicAdd(result, sum);
}

int main() {
  constexpr int count = 1 << 16, pairs = count / 2;
  const float a = 0.5f;
  std::vector<__half> x(count), y(count), result(count);
  for (int i = 0; i < count; ++i) {
    x[i] = __float2half(static_cast<float>(i % 64));
    y[i] = __float2half(static_cast<float>(i % 7) - 3.0f);
  }

  __half2 *d_x, *d_y;
  float *d_norm, got_norm = 0.0f;
  CHECK(mcMalloc(&d_x, pairs * sizeof(__half2)));
  CHECK(mcMalloc(&d_y, pairs * sizeof(__half2)));
  CHECK(mcMalloc(&d_norm, sizeof(float)));
  CHECK(mcMemcpy(d_x, x.data(), count * sizeof(__half), mcMemcpyHostToDevice));
  CHECK(mcMemcpy(d_y, y.data(), count * sizeof(__half), mcMemcpyHostToDevice));
  CHECK(mcMemset(d_norm, 0, sizeof(float)));

  axpy<<<(pairs + 255) / 256, 256>>>(a, d_x, d_y, pairs);
  CHECK(mcGetLastError());
  norm<<<16, 256>>>(d_y, pairs, d_norm);
  CHECK(mcGetLastError());
  CHECK(mcMemcpy(result.data(), d_y, count * sizeof(__half), mcMemcpyDeviceToHost));
  CHECK(mcMemcpy(&got_norm, d_norm, sizeof(float), mcMemcpyDeviceToHost));
  CHECK(mcFree(d_x));
  CHECK(mcFree(d_y));
  CHECK(mcFree(d_norm));

  // All values are small multiples of one half, so that 16 bits hold them exactly.
  float want_norm = 0.0f;
  bool ok = true;
  for (int i = 0; i < count; ++i) {
    const float expected = a * static_cast<float>(i % 64) + static_cast<float>(i % 7) - 3.0f;
    want_norm += std::fabs(expected);
    ok = ok && __half2float(result[i]) == expected;
  }
  ok = ok && std::fabs(got_norm - want_norm) <= 1e-4f * want_norm;
  std::printf("half_precision: %s\n", ok ? "ok" : "FAILED: wrong values");
  return ok ? 0 : 1;
}
