// Estimates pi by throwing darts at a quarter circle.
//
// The first estimate draws its numbers inside the kernel, one Philox sequence per thread with its
// state kept between launches; the second counts over numbers that the host API has put into device
// memory.

#include "port_rand.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>

#define CHECK(call) check((call), #call)

static void fail(const char* call, const char* why) {
  std::printf("curand_pi: FAILED: %s: %s\n", call, why);
  std::exit(1);
}

static void check(port::error_t error, const char* call) {
  if (error != port::success) fail(call, port::error_string(error));
}

static void check(port::rand_status status, const char* call) {
  if (status == port::rand_success) return;
  fail(call, status == port::rand_allocation_failed ? "out of memory" : "library error");
}

using Generator = port::rand_state_philox;

void seed(Generator* generators, unsigned long long value) {
  const unsigned int thread = port::block_idx().x * port::block_dim().x + port::thread_idx().x;
  port::rand_init(value, thread, 0, &generators[thread]);
}

void throw_darts(Generator* generators, int rounds, unsigned long long* hits) {
  const unsigned int thread = port::block_idx().x * port::block_dim().x + port::thread_idx().x;
  Generator generator = generators[thread];
  unsigned long long inside = 0;
  for (int i = 0; i < rounds; ++i) {
    const float4 u = port::rand_uniform4(&generator);
    inside += u.x * u.x + u.y * u.y <= 1.0f;
    inside += u.z * u.z + u.w * u.w <= 1.0f;
  }
  generators[thread] = generator;
  port::atomic(hits).fetch_add(inside);
}

void count_hits(const double* x, const double* y, int darts, unsigned long long* hits) {
  unsigned long long inside = 0;
  for (int i = port::block_idx().x * port::block_dim().x + port::thread_idx().x; i < darts; i += port::grid_dim().x * port::block_dim().x) {
    inside += x[i] * x[i] + y[i] * y[i] <= 1.0;
  }
  port::atomic(hits).fetch_add(inside);
}

static unsigned long long take(unsigned long long* d_hits) {
  unsigned long long hits = 0;
  CHECK(port::memcpy(&hits, d_hits, sizeof hits));
  CHECK(port::memset(d_hits, 0, sizeof hits));
  return hits;
}

static double estimate_on_device(unsigned long long* d_hits) {
  constexpr int blocks = 64, threads = 128, launches = 4, rounds = 256;
  Generator* generators = nullptr;
  CHECK(port::malloc((void**)&generators, blocks * threads * sizeof(Generator)));
  port::launch<seed>(blocks, threads)(generators, 2024ULL);
  CHECK(port::last_error());
  for (int i = 0; i < launches; ++i) {
    port::launch<throw_darts>(blocks, threads)(generators, rounds, d_hits);
    CHECK(port::last_error());
  }
  const double darts = 2.0 * blocks * threads * launches * rounds;
  const double pi = 4.0 * double(take(d_hits)) / darts;
  CHECK(port::free(generators));
  return pi;
}

static double estimate_from_host(unsigned long long* d_hits) {
  constexpr int darts = 4'000'000;
  double* numbers = nullptr;
  CHECK(port::malloc(&numbers, 2 * darts * sizeof(double)));
  port::generator_t generator;
  CHECK(port::create_generator(&generator, port::rand_kind::mrg32k3a));
  CHECK(port::set_seed(generator, 4711ULL));
  CHECK(port::generate_uniform(generator, numbers, 2 * darts));
  port::launch<count_hits>(256, 256)(numbers, numbers + darts, darts, d_hits);
  CHECK(port::last_error());
  const double pi = 4.0 * double(take(d_hits)) / darts;
  CHECK(port::destroy_generator(generator));
  CHECK(port::free(numbers));
  return pi;
}

int main() {
  unsigned long long* d_hits = nullptr;
  CHECK(port::malloc(&d_hits, sizeof *d_hits));
  CHECK(port::memset(d_hits, 0, sizeof *d_hits));
  const double first = estimate_on_device(d_hits);
  const double second = estimate_from_host(d_hits);
  CHECK(port::free(d_hits));

  const double pi = std::acos(-1.0);
  const double tolerance = 0.004;  // five standard deviations of four million darts
  if (std::fabs(first - pi) > tolerance || std::fabs(second - pi) > tolerance) {
    std::printf("curand_pi: FAILED: %.6f and %.6f\n", first, second);
    return 1;
  }
  std::printf("curand_pi: ok\n");
  return 0;
}
