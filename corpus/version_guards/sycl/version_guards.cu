// Sums an array with whatever the compiler, the toolkit and the GPU offer, and says how long the
// blocks took by their own clocks.

#include "port.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#if defined(__CUDACC_VER_MAJOR__) && __CUDACC_VER_MAJOR__ >= 11
#define ASSUME(condition) __builtin_assume(condition)
#else
#define ASSUME(condition)
#endif

#if (CUDART_VERSION >= 9000 || defined(SYCL_LANGUAGE_VERSION))
constexpr const char* kToolkit = "CUDA 9 or newer";
#else
constexpr const char* kToolkit = "an old CUDA";
#endif

#define CHECK(call)                                                             \
  do {                                                                          \
    const port::error_t status = (call);                                          \
    if (status != port::success) {                                                \
      std::printf("version_guards: FAILED: %s: %s\n", #call, port::error_string(status));  \
      std::exit(1);                                                             \
    }                                                                           \
  } while (0)

void add(double* to, double value) {
#if (__CUDA_ARCH__ >= 600 || defined(__SYCL_DEVICE_ONLY__))
  port::atomic(to).fetch_add(value);
#else
  auto* address = reinterpret_cast<unsigned long long*>(to);
  unsigned long long seen = *address, assumed;
  do {
    assumed = seen;
    seen = port::atomic_cas(address, assumed, port::double_as_longlong(port::longlong_as_double(assumed) + value));
  } while (seen != assumed);
#endif
}

double square(double x) {
#ifdef __SYCL_DEVICE_ONLY__
  return port::dmul_rn(x, x);
#else
  return x * x;
#endif
}

void sum_of_squares(const double* x, int count, double* sum, long long* cycles) {
  ASSUME(count > 0);
  const long long start = port::clock64();
  double own = 0.0;
  for (int i = port::block_idx().x * port::block_dim().x + port::thread_idx().x; i < count; i += port::grid_dim().x * port::block_dim().x) {
    own += square(x[i]);
  }
  add(sum, own);
  if (port::thread_idx().x == 0) cycles[port::block_idx().x] = port::clock64() - start;
}

int main() {
  constexpr int count = 50'000;
  port::device_properties properties;
  CHECK(port::get_properties(&properties, 0));
  // Double-precision atomics came with 6.0; older devices get fewer blocks that fight for one.
  const int blocks = properties.major >= 6 ? 2 * properties.multiProcessorCount : 8;

  std::vector<double> x(count);
  std::vector<long long> cycles(blocks);
  double expected = 0.0, sum = 0.0;
  for (int i = 0; i < count; ++i) {
    x[i] = (i * 31 % 1013) / 1013.0;
    expected += square(x[i]);
  }
  double *d_x, *d_sum;
  long long* d_cycles;
  CHECK(port::malloc(&d_x, count * sizeof(double)));
  CHECK(port::malloc(&d_sum, sizeof(double)));
  CHECK(port::malloc(&d_cycles, blocks * sizeof(long long)));
  CHECK(port::memcpy(d_x, x.data(), count * sizeof(double)));
  CHECK(port::memset(d_sum, 0, sizeof(double)));
  port::launch<sum_of_squares>(blocks, 128)(d_x, count, d_sum, d_cycles);
  CHECK(port::last_error());
  CHECK(port::memcpy(&sum, d_sum, sizeof(double)));
  CHECK(port::memcpy(cycles.data(), d_cycles, blocks * sizeof(long long)));
  CHECK(port::free(d_x));
  CHECK(port::free(d_sum));
  CHECK(port::free(d_cycles));

  int kilohertz = 0;
  CHECK(port::get_attribute(&kilohertz, port::device_attribute::clock_rate, 0));
  long long most = 0;
  for (long long each : cycles) most = each > most ? each : most;
  std::printf("%s, slowest block %.3f ms\n", kToolkit, static_cast<double>(most) / kilohertz);
  if (std::fabs(sum - expected) > 1e-6 * expected || most <= 0) {
    std::printf("version_guards: FAILED: the sum is %.12g, expected %.12g\n", sum, expected);
    return 1;
  }
  std::printf("version_guards: ok\n");
  return 0;
}
