// Power iteration whose phases a profiler can tell apart: a scope guard opens and closes a range,
// and only the iterations proper are recorded.

#include <cuda_profiler_api.h>
#include <cuda_runtime.h>
#include <nvtx3/nvToolsExt.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                     \
  do {                                                                                  \
    const cudaError_t status = (call);                                                  \
    if (status != cudaSuccess) {                                                        \
      std::printf("nvtx_ranges: FAILED: %s: %s\n", #call, cudaGetErrorString(status));  \
      std::exit(1);                                                                     \
    }                                                                                   \
  } while (0)

class Range {
 public:
  explicit Range(const char* name) { nvtxRangePushA(name); }
  ~Range() { nvtxRangePop(); }
  Range(const Range&) = delete;
  Range& operator=(const Range&) = delete;
};

// y = A x for the matrix with 2 + i / n on the diagonal and 1 beside it
__global__ void multiply(const double* x, double* y, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  const double left = i > 0 ? x[i - 1] : 0.0;
  const double right = i + 1 < n ? x[i + 1] : 0.0;
  y[i] = (2.0 + double(i) / n) * x[i] + left + right;
}

static double norm(const std::vector<double>& x) {
  double sum = 0.0;
  for (const double value : x) sum += value * value;
  return std::sqrt(sum);
}

int main() {
  constexpr int n = 512, iterations = 200;
  std::vector<double> x(n, 1.0), y(n), reference(n, 1.0), next(n);
  double *d_x = nullptr, *d_y = nullptr, value = 0.0;
  {
    const Range range("set up");
    CHECK(cudaMalloc(&d_x, n * sizeof(double)));
    CHECK(cudaMalloc(&d_y, n * sizeof(double)));
  }

  CHECK(cudaProfilerStart());
  for (int step = 0; step < iterations; ++step) {
    const Range range("iteration");
    CHECK(cudaMemcpy(d_x, x.data(), n * sizeof(double), cudaMemcpyHostToDevice));
    multiply<<<(n + 127) / 128, 128>>>(d_x, d_y, n);
    CHECK(cudaGetLastError());
    CHECK(cudaMemcpy(y.data(), d_y, n * sizeof(double), cudaMemcpyDeviceToHost));
    value = norm(y) / norm(x);
    const double scale = 1.0 / norm(y);
    for (int i = 0; i < n; ++i) x[i] = y[i] * scale;
  }
  CHECK(cudaProfilerStop());
  nvtxMarkA("iterations done");

  double expected = 0.0;
  for (int step = 0; step < iterations; ++step) {
    for (int i = 0; i < n; ++i) {
      next[i] = (2.0 + double(i) / n) * reference[i] + (i > 0 ? reference[i - 1] : 0.0) +
                (i + 1 < n ? reference[i + 1] : 0.0);
    }
    expected = norm(next) / norm(reference);
    const double scale = 1.0 / norm(next);
    for (int i = 0; i < n; ++i) reference[i] = next[i] * scale;
  }
  CHECK(cudaFree(d_x));
  CHECK(cudaFree(d_y));
  if (std::fabs(value - expected) > 1e-9) {
    std::printf("nvtx_ranges: FAILED: %.12g, expected %.12g\n", value, expected);
    return 1;
  }
  std::printf("nvtx_ranges: ok\n");
  return 0;
}
