// Multiplies and adds intervals: the lower bounds are rounded down and the upper bounds up, so that
// the true value always lies between them.

#include "hip_port.hpp"
#include <hip/hip_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                             \
  do {                                                                          \
    const hipError_t status = (call);                                          \
    if (status != hipSuccess) {                                                \
      std::printf("interval_sum: FAILED: %s: %s\n", #call, hipGetErrorString(status));  \
      std::exit(1);                                                             \
    }                                                                           \
  } while (0)

struct Interval {
  float low, high;
};

__device__ Interval add(Interval a, Interval b) {
  return {hip_port::fadd_rd(a.low, b.low), hip_port::fadd_ru(a.high, b.high)};
}

// For factors that are not negative.
__device__ Interval times(Interval a, Interval b) {
  return {hip_port::fmul_rd(a.low, b.low), hip_port::fmul_ru(a.high, b.high)};
}

__global__ void dot(const float2* a, const float2* b, float2* sums, int rows, int columns) {
  const int row = blockIdx.x * blockDim.x + threadIdx.x;
  if (row >= rows) return;
  Interval sum = {0.0f, 0.0f};
  for (int i = 0; i < columns; ++i) {
    const float2 left = a[row * columns + i];
    const float2 right = __ldg(&b[i]);
    sum = add(sum, times({left.x, left.y}, {right.x, right.y}));
  }
  sums[row] = make_float2(sum.low, sum.high);
}

int main() {
  constexpr int rows = 1000, columns = 300;
  std::vector<float2> a(rows * columns), b(columns), sums(rows);
  for (std::size_t i = 0; i < a.size(); ++i) {
    const float x = static_cast<float>(i * 7919 % 1009) / 1009.0f;
    a[i] = make_float2(x, x);
  }
  for (int i = 0; i < columns; ++i) {
    const float x = static_cast<float>(i * 31 % 97) / 97.0f;
    b[i] = make_float2(x, x);
  }

  float2 *d_a, *d_b, *d_sums;
  CHECK(hipMalloc(&d_a, a.size() * sizeof(float2)));
  CHECK(hipMalloc(&d_b, b.size() * sizeof(float2)));
  CHECK(hipMalloc(&d_sums, sums.size() * sizeof(float2)));
  CHECK(hipMemcpy(d_a, a.data(), a.size() * sizeof(float2), hipMemcpyHostToDevice));
  CHECK(hipMemcpy(d_b, b.data(), b.size() * sizeof(float2), hipMemcpyHostToDevice));
  dot<<<(rows + 127) / 128, 128>>>(d_a, d_b, d_sums, rows, columns);
  CHECK(hipGetLastError());
  CHECK(hipMemcpy(sums.data(), d_sums, sums.size() * sizeof(float2), hipMemcpyDeviceToHost));
  CHECK(hipFree(d_a));
  CHECK(hipFree(d_b));
  CHECK(hipFree(d_sums));

  for (int row = 0; row < rows; ++row) {
    double exact = 0.0;
    for (int i = 0; i < columns; ++i) {
      exact += static_cast<double>(a[row * columns + i].x) * b[i].x;
    }
    if (!(sums[row].x <= exact && exact <= sums[row].y && sums[row].y - sums[row].x < 0.01)) {
      std::printf("interval_sum: FAILED: row %d: %.9g is not in [%.9g, %.9g]\n", row, exact, sums[row].x,
                  sums[row].y);
      return 1;
    }
  }
  std::printf("interval_sum: ok\n");
  return 0;
}
