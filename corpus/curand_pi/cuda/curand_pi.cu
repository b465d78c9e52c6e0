// Estimates pi by throwing darts at a quarter circle.
//
// The first estimate draws its numbers inside the kernel, one Philox sequence per thread with its
// state kept between launches; the second counts over numbers that the host API has put into device
// memory.

#include <curand.h>
#include <curand_kernel.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>

#define CHECK(call) check((call), #call)

static void fail(const char* call, const char* why) {
  std::printf("curand_pi: FAILED: %s: %s\n", call, why);
  std::exit(1);
}

static void check(cudaError_t error, const char* call) {
  if (error != cudaSuccess) fail(call, cudaGetErrorString(error));
}

static void check(curandStatus_t status, const char* call) {
  if (status == CURAND_STATUS_SUCCESS) return;
  fail(call, status == CURAND_STATUS_ALLOCATION_FAILED ? "out of memory" : "library error");
}

using Generator = curandStatePhilox4_32_10_t;

__global__ void seed(Generator* generators, unsigned long long value) {
  const unsigned int thread = blockIdx.x * blockDim.x + threadIdx.x;
  curand_init(value, thread, 0, &generators[thread]);
}

__global__ void throw_darts(Generator* generators, int rounds, unsigned long long* hits) {
  const unsigned int thread = blockIdx.x * blockDim.x + threadIdx.x;
  Generator generator = generators[thread];
  unsigned long long inside = 0;
  for (int i = 0; i < rounds; ++i) {
    const float4 u = curand_uniform4(&generator);
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
  CHECK(cudaMemcpy(&hits, d_hits, sizeof hits, cudaMemcpyDeviceToHost));
  CHECK(cudaMemset(d_hits, 0, sizeof hits));
  return hits;
}

static double estimate_on_device(unsigned long long* d_hits) {
  constexpr int blocks = 64, threads = 128, launches = 4, rounds = 256;
  Generator* generators = nullptr;
  CHECK(cudaMalloc((void**)&generators, blocks * threads * sizeof(Generator)));
  seed<<<blocks, threads>>>(generators, 2024ULL);
  CHECK(cudaGetLastError());
  for (int i = 0; i < launches; ++i) {
    throw_darts<<<blocks, threads>>>(generators, rounds, d_hits);
    CHECK(cudaGetLastError());
  }
  const double darts = 2.0 * blocks * threads * launches * rounds;
  const double pi = 4.0 * double(take(d_hits)) / darts;
  CHECK(cudaFree(generators));
  return pi;
}

static double estimate_from_host(unsigned long long* d_hits) {
  constexpr int darts = 4'000'000;
  double* numbers = nullptr;
  CHECK(cudaMalloc(&numbers, 2 * darts * sizeof(double)));
  curandGenerator_t generator;
  CHECK(curandCreateGenerator(&generator, CURAND_RNG_PSEUDO_MRG32K3A));
  CHECK(curandSetPseudoRandomGeneratorSeed(generator, 4711ULL));
  CHECK(curandGenerateUniformDouble(generator, numbers, 2 * darts));
  count_hits<<<256, 256>>>(numbers, numbers + darts, darts, d_hits);
  CHECK(cudaGetLastError());
  const double pi = 4.0 * double(take(d_hits)) / darts;
  CHECK(curandDestroyGenerator(generator));
  CHECK(cudaFree(numbers));
  return pi;
}

int main() {
  unsigned long long* d_hits = nullptr;
  CHECK(cudaMalloc(&d_hits, sizeof *d_hits));
  CHECK(cudaMemset(d_hits, 0, sizeof *d_hits));
  const double first = estimate_on_device(d_hits);
  const double second = estimate_from_host(d_hits);
  CHECK(cudaFree(d_hits));

  const double pi = std::acos(-1.0);
  const double tolerance = 0.004;  // five standard deviations of four million darts
  if (std::fabs(first - pi) > tolerance || std::fabs(second - pi) > tolerance) {
    std::printf("curand_pi: FAILED: %.6f and %.6f\n", first, second);
    return 1;
  }
  std::printf("curand_pi: ok\n");
  return 0;
}
