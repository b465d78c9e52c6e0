// Sums an array with whatever the compiler, the toolkit and the GPU offer, and says how long the
// blocks took by their own clocks.

#include <mcr/mc_runtime.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#if defined(__CUDACC_VER_MAJOR__) && __CUDACC_VER_MAJOR__ >= 11
#define ASSUME(condition) __builtin_assume(condition)
#else
#define ASSUME(condition)
#endif

#if MACART_VERSION >= 9000
constexpr const char* kToolkit = "CUDA 9 or newer";
#else
constexpr const char* kToolkit = "an old CUDA";
#endif

#define CHECK(call)                                                             \
  do {                                                                          \
    const mcError_t status = (call);                                          \
    if (status != mcSuccess) {                                                \
      std::printf("version_guards: FAILED: %s: %s\n", #call, mcGetErrorString(status));  \
      std::exit(1);                                                             \
    }                                                                           \
  } while (0)

__device__ void add(double* to, double value) {
#if __MACA_ARCH__ >= 600
  atomicAdd(to, value);
#else
  auto* address = reinterpret_cast<unsigned long long*>(to);
  unsigned long long seen = *address, assumed;
  do {
    assumed = seen;
    seen = atomicCAS(address, assumed, __double_as_longlong(__longlong_as_double(assumed) + value));
  } while (seen != assumed);
#endif
}

__host__ __device__ double square(double x) {
#ifdef __MACA_ARCH__
  return __dmul_rn(x, x);
#else
  return x * x;
#endif
}

__global__ void sum_of_squares(const double* x, int count, double* sum, long long* cycles) {
  ASSUME(count > 0);
  const long long start = clock64();
  double own = 0.0;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < count; i += gridDim.x * blockDim.x) {
    own += square(x[i]);
  }
  add(sum, own);
  if (threadIdx.x == 0) cycles[blockIdx.x] = clock64() - start;
}

int main() {
  constexpr int count = 50'000;
  mcDeviceProp_t properties;
  CHECK(mcGetDeviceProperties(&properties, 0));
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
  CHECK(mcMalloc(&d_x, count * sizeof(double)));
  CHECK(mcMalloc(&d_sum, sizeof(double)));
  CHECK(mcMalloc(&d_cycles, blocks * sizeof(long long)));
  CHECK(mcMemcpy(d_x, x.data(), count * sizeof(double), mcMemcpyHostToDevice));
  CHECK(mcMemset(d_sum, 0, sizeof(double)));
  sum_of_squares<<<blocks, 128>>>(d_x, count, d_sum, d_cycles);
  CHECK(mcGetLastError());
  CHECK(mcMemcpy(&sum, d_sum, sizeof(double), mcMemcpyDeviceToHost));
  CHECK(mcMemcpy(cycles.data(), d_cycles, blocks * sizeof(long long), mcMemcpyDeviceToHost));
  CHECK(mcFree(d_x));
  CHECK(mcFree(d_sum));
  CHECK(mcFree(d_cycles));

  int kilohertz = 0;
  CHECK(mcDeviceGetAttribute(&kilohertz, mcDeviceAttributeClockRate, 0));
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
