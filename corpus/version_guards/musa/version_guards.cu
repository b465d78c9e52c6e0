// Sums an array with whatever the compiler, the toolkit and the GPU offer, and says how long the
// blocks took by their own clocks.

#include <musa_runtime.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#if defined(__MUSACC_VER_MAJOR__) && __MUSACC_VER_MAJOR__ >= 11
#define ASSUME(condition) __builtin_assume(condition)
#else
#define ASSUME(condition)
#endif

#if MUSART_VERSION >= 9000
constexpr const char* kToolkit = "CUDA 9 or newer";
#else
constexpr const char* kToolkit = "an old CUDA";
#endif

#define CHECK(call)                                                             \
  do {                                                                          \
    const musaError_t status = (call);                                          \
    if (status != musaSuccess) {                                                \
      std::printf("version_guards: FAILED: %s: %s\n", #call, musaGetErrorString(status));  \
      std::exit(1);                                                             \
    }                                                                           \
  } while (0)

__device__ void add(double* to, double value) {
#if __MUSA_ARCH__ >= 600
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
#ifdef __MUSA_ARCH__
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
  musaDeviceProp properties;
  CHECK(musaGetDeviceProperties(&properties, 0));
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
  CHECK(musaMalloc(&d_x, count * sizeof(double)));
  CHECK(musaMalloc(&d_sum, sizeof(double)));
  CHECK(musaMalloc(&d_cycles, blocks * sizeof(long long)));
  CHECK(musaMemcpy(d_x, x.data(), count * sizeof(double), musaMemcpyHostToDevice));
  CHECK(musaMemset(d_sum, 0, sizeof(double)));
  sum_of_squares<<<blocks, 128>>>(d_x, count, d_sum, d_cycles);
  CHECK(musaGetLastError());
  CHECK(musaMemcpy(&sum, d_sum, sizeof(double), musaMemcpyDeviceToHost));
  CHECK(musaMemcpy(cycles.data(), d_cycles, blocks * sizeof(long long), musaMemcpyDeviceToHost));
  CHECK(musaFree(d_x));
  CHECK(musaFree(d_sum));
  CHECK(musaFree(d_cycles));

  int kilohertz = 0;
  CHECK(musaDeviceGetAttribute(&kilohertz, musaDevAttrClockRate, 0));
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
