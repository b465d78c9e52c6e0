// Estimates pi by throwing darts at a quarter circle.
//
// The first estimate draws its numbers inside the kernel, one Philox sequence per thread with its
// state kept between launches; the second counts over numbers that the host API has put into device
// memory.

#include <hip/hip_runtime.h>
#include <hiprand/hiprand.h>
#include <hiprand/hiprand_kernel.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>

#define CHECK(call) check((call), #call)

static void fail(const char* call, const char* why) {
  std::printf("curand_pi: FAILED: %s: %s\n", call, why);
  std::exit(1);
}

static void check(hipError_t error, const char* call) {
  if (error != hipSuccess) fail(call, hipGetErrorString(error));
}

static void check(hiprandStatus_t status, const char* call) {
  if (status == HIPRAND_STATUS_SUCCESS) return;
  fail(call, status == HIPRAND_STATUS_ALLOCATION_FAILED ? "out of memory" : "library error");
}

using Generator = hiprandStatePhilox4_32_10_t;

__global__ void seed(Generator* generators, unsigned long long value) {
  const unsigned int thread = blockIdx.x * blockDim.x + threadIdx.x;
  hiprand_init(value, thread, 0, &generators[thread]);
}

__global__ void throw_darts(Generator* generators, int rounds, unsigned long long* hits) {
  const unsigned int thread = blockIdx.x * blockDim.x + threadIdx.x;
  Generator generator = generators[thread];
  unsigned long long inside = 0;
  for (int i = 0; i < rounds; ++i) {
    const float4 u = hiprand_uniform4(&generator);
    inside += u.x * u.x + u.y * u.y <= 1.0f;
    inside += u.z * u.z + u.w * u.w <= 1.0f;
  }
  generators[thread] = generator;
  atomicAdd(hits, inside);
}

__global__ void count_hits(const double* x, const double* y, int darts, unsigned long long* hits) {
  unsigned long long inside = 0;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < darts; i += gridDim.x * blockDim.x) {
    inside += x[i] * x[i] + y[i] * y[i] <= 1.0;
  }
  atomicAdd(hits, inside);
}

static unsigned long long take(unsigned long long* d_hits) {
  unsigned long long hits = 0;
  CHECK(hipMemcpy(&hits, d_hits, sizeof hits, hipMemcpyDeviceToHost));
  CHECK(hipMemset(d_hits, 0, sizeof hits));
  return hits;
}

static double estimate_on_device(unsigned long long* d_hits) {
  constexpr int blocks = 64, threads = 128, launches = 4, rounds = 256;
  Generator* generators = nullptr;
  CHECK(hipMalloc((void**)&generators, blocks * threads * sizeof(Generator)));
  seed<<<blocks, threads>>>(generators, 2024ULL);
  CHECK(hipGetLastError());
  for (int i = 0; i < launches; ++i) {
    throw_darts<<<blocks, threads>>>(generators, rounds, d_hits);
    CHECK(hipGetLastError());
  }
  const double darts = 2.0 * blocks * threads * launches * rounds;
  const double pi = 4.0 * double(take(d_hits)) / darts;
  CHECK(hipFree(generators));
  return pi;
}

static double estimate_from_host(unsigned long long* d_hits) {
  constexpr int darts = 4'000'000;
  double* numbers = nullptr;
  CHECK(hipMalloc(&numbers, 2 * darts * sizeof(double)));
  hiprandGenerator_t generator;
  CHECK(hiprandCreateGenerator(&generator, HIPRAND_RNG_PSEUDO_MRG32K3A));
  CHECK(hiprandSetPseudoRandomGeneratorSeed(generator, 4711ULL));
  CHECK(hiprandGenerateUniformDouble(generator, numbers, 2 * darts));
  count_hits<<<256, 256>>>(numbers, numbers + darts, darts, d_hits);
  CHECK(hipGetLastError());
  const double pi = 4.0 * double(take(d_hits)) / darts;
  CHECK(hiprandDestroyGenerator(generator));
  CHECK(hipFree(numbers));
  return pi;
}

int main() {
  unsigned long long* d_hits = nullptr;
  CHECK(hipMalloc(&d_hits, sizeof *d_hits));
  CHECK(hipMemset(d_hits, 0, sizeof *d_hits));
  const double first = estimate_on_device(d_hits);
  const double second = estimate_from_host(d_hits);
  CHECK(hipFree(d_hits));

  const double pi = std::acos(-1.0);
  const double tolerance = 0.004;  // five standard deviations of four million darts
  if (std::fabs(first - pi) > tolerance || std::fabs(second - pi) > tolerance) {
    std::printf("curand_pi: FAILED: %.6f and %.6f\n", first, second);
    return 1;
  }
  std::printf("curand_pi: ok\n");
  return 0;
}
