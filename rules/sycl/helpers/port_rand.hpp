// cuRAND programs on oneMKL: generators of the host and in kernels, with CUDA's arguments in CUDA's order. A comment of
// the form `/// CUDA => SYCL` says what a declaration stands for.
#pragma once
#define PORT_RAND_HPP

#include "port_mkl.hpp"

#include <oneapi/mkl/rng.hpp>
#include <oneapi/mkl/rng/device.hpp>

// What programs ask for at compile time: calls here are in the form of the library of CUDA 12.
#define CURAND_VER_MAJOR 10
#define CURAND_VER_MINOR 3
#define CURAND_VER_PATCH 10
#define CURAND_VER_BUILD 0
#define CURAND_VERSION 10310

namespace port {
// ==== cuRAND
//
// The sequences are not those of cuRAND, whatever generator is named. Uniform numbers lie in (0, 1], as cuRAND's do.

enum rand_status : int {
  rand_success = 0,
  rand_version_mismatch = 100,
  rand_not_initialized = 101,
  rand_allocation_failed = 102,
  rand_type_error = 103,
  rand_out_of_range = 104,
  rand_length_not_multiple = 105,
  rand_double_precision_required = 106,
  rand_launch_failure = 201,
  rand_preexisting_failure = 202,
  rand_initialization_failed = 203,
  rand_arch_mismatch = 204,
  rand_internal_error = 999
};
enum class rand_kind { default_, xorwow, mrg32k3a, mtgp32, mt19937, philox, sobol };
enum class rand_ordering { default_, best, legacy, seeded, dynamic, quasi };

/// curandGenerator_t => an engine of mkl::rng: philox4x32x10, mrg32k3a, mt19937 or sobol
struct generator_state {
  rand_kind kind;
  bool host = false;
  unsigned long long seed = 0, offset = 0;
  unsigned dimensions = 1;
  stream_t stream = nullptr;
  std::unique_ptr<mkl::rng::philox4x32x10> philox;
  std::unique_ptr<mkl::rng::mrg32k3a> mrg;
  std::unique_ptr<mkl::rng::mt19937> mt;
  std::unique_ptr<mkl::rng::sobol> sobol;

  void forget() {
    philox.reset();
    mrg.reset();
    mt.reset();
    sobol.reset();
  }
  template <class Engine, class Seed> Engine& ready(std::unique_ptr<Engine>& engine, sycl::queue& q, Seed first) {
    if (!engine) {
      engine = std::make_unique<Engine>(q, first);
      if (offset) mkl::rng::skip_ahead(*engine, offset);
    }
    return *engine;
  }
  template <class Distribution, class T> void draw(Distribution distribution, T* to, size_t n) {
    auto& q = queue(stream);
    const auto count = std::int64_t(n);
    switch (kind) {
      case rand_kind::mrg32k3a: mkl::rng::generate(distribution, ready(mrg, q, std::uint32_t(seed)), count, to); break;
      case rand_kind::mtgp32:
      case rand_kind::mt19937: mkl::rng::generate(distribution, ready(mt, q, std::uint32_t(seed)), count, to); break;
      case rand_kind::sobol:
        mkl::rng::generate(distribution, ready(sobol, q, std::uint32_t(dimensions)), count, to);
        break;
      default: mkl::rng::generate(distribution, ready(philox, q, std::uint64_t(seed)), count, to);
    }
  }
  // Draw, have `finish` change what was drawn, and copy it where the host asked for it.
  template <class Distribution, class T, class Finish>
  rand_status generate(Distribution distribution, T* to, size_t n, Finish finish) {
    const error_t code = attempt([&] {
      auto& q = queue(stream);
      if (!host) {
        draw(distribution, to, n);
        finish(q, to);
        return;
      }
      T* const drawn = sycl::malloc_device<T>(n, q);
      draw(distribution, drawn, n);
      finish(q, drawn);
      q.memcpy(to, drawn, n * sizeof(T)).wait();
      sycl::free(drawn, q);
    });
    return code == success                   ? rand_success
           : code == error_memory_allocation ? rand_allocation_failed
                                             : rand_launch_failure;
  }
  template <class Distribution, class T> rand_status generate(Distribution distribution, T* to, size_t n) {
    return generate(distribution, to, n, [](sycl::queue&, T*) {});
  }
};
using generator_t = generator_state*;

/// curandCreateGenerator => an engine of mkl::rng
inline rand_status create_generator(generator_t* g, rand_kind kind) {
  *g = new generator_state{};
  (*g)->kind = kind;
  return rand_success;
}
/// curandCreateGeneratorHost => the same, and results are copied to the host
inline rand_status create_generator_host(generator_t* g, rand_kind kind) {
  create_generator(g, kind);
  (*g)->host = true;
  return rand_success;
}
/// curandDestroyGenerator => the engine is deleted
inline rand_status destroy_generator(generator_t g) {
  delete g;
  return rand_success;
}
/// curandSetPseudoRandomGeneratorSeed => the seed of the engine
inline rand_status set_seed(generator_t g, unsigned long long seed) {
  g->seed = seed;
  g->forget();
  return rand_success;
}
/// curandSetGeneratorOffset => mkl::rng::skip_ahead
inline rand_status set_offset(generator_t g, unsigned long long offset) {
  g->offset = offset;
  g->forget();
  return rand_success;
}
/// curandSetStream => the queue of the engine
inline rand_status set_stream(generator_t g, stream_t stream) {
  g->stream = stream;
  g->forget();
  return rand_success;
}
/// curandSetGeneratorOrdering => without effect
inline rand_status set_ordering(generator_t, rand_ordering) { return rand_success; }
/// curandSetQuasiRandomGeneratorDimensions => the dimensions of mkl::rng::sobol
inline rand_status set_dimensions(generator_t g, unsigned dimensions) {
  g->dimensions = dimensions;
  g->forget();
  return rand_success;
}

/// curandGenerate => mkl::rng::uniform_bits<std::uint32_t>
inline rand_status generate_bits(generator_t g, unsigned* to, size_t n) {
  return g->generate(mkl::rng::uniform_bits<std::uint32_t>(), to, n);
}
/// curandGenerateLongLong => mkl::rng::uniform_bits<std::uint64_t>
inline rand_status generate_bits(generator_t g, unsigned long long* to, size_t n) {
  return g->generate(mkl::rng::uniform_bits<std::uint64_t>(), reinterpret_cast<std::uint64_t*>(to), n);
}
/// curandGenerateUniform, curandGenerateUniformDouble => mkl::rng::uniform, and 1 - x, so that 1 is in and 0 is out
template <class T> rand_status generate_uniform(generator_t g, T* to, size_t n) {
  return g->generate(mkl::rng::uniform<T>(0, 1), to, n, [n](sycl::queue& q, T* drawn) {
    q.parallel_for(sycl::range<1>(n), [=](sycl::id<1> i) { drawn[i] = T(1) - drawn[i]; });
  });
}
/// curandGenerateNormal, curandGenerateNormalDouble => mkl::rng::gaussian
template <class T> rand_status generate_normal(generator_t g, T* to, size_t n, as<T> mean, as<T> deviation) {
  return g->generate(mkl::rng::gaussian<T>(mean, deviation), to, n);
}
/// curandGenerateLogNormal, curandGenerateLogNormalDouble => mkl::rng::lognormal
template <class T> rand_status generate_log_normal(generator_t g, T* to, size_t n, as<T> mean, as<T> deviation) {
  return g->generate(mkl::rng::lognormal<T>(mean, deviation), to, n);
}
/// curandGeneratePoisson => mkl::rng::poisson
inline rand_status generate_poisson(generator_t g, unsigned* to, size_t n, double lambda) {
  return g->generate(mkl::rng::poisson<std::int32_t>(lambda), reinterpret_cast<std::int32_t*>(to), n);
}

// ---- generators in kernels

namespace rd = oneapi::mkl::rng::device;

/// curandState, curandStatePhilox4_32_10_t, curandStateMRG32k3a => rd::philox4x32x10<1>, of a type each, for overloads
struct rand_state {
  rd::philox4x32x10<1> engine;
};
struct rand_state_philox : rand_state {};
struct rand_state_mrg32k3a : rand_state {};
template <class Distribution> auto draw(Distribution distribution, rand_state* s) {
  return rd::generate(distribution, s->engine);
}

/// curand_init => the engine, of its own part of the sequence
inline void rand_init(unsigned long long seed, unsigned long long sequence, unsigned long long offset, rand_state* s) {
  s->engine = rd::philox4x32x10<1>(seed, {offset, sequence * 4});
}
/// skipahead => rd::skip_ahead
inline void rand_skip(unsigned long long n, rand_state* s) { rd::skip_ahead(s->engine, n); }
/// curand => rd::uniform_bits<std::uint32_t>
inline unsigned rand_bits(rand_state* s) { return draw(rd::uniform_bits<std::uint32_t>(), s); }
inline uint4 rand_bits4(rand_state* s) {
  const unsigned a = rand_bits(s), b = rand_bits(s), c = rand_bits(s);
  return {a, b, c, rand_bits(s)};
}
/// curand_uniform => 1 - rd::uniform<float>, which is in (0, 1]
inline float rand_uniform(rand_state* s) { return 1.0f - draw(rd::uniform<float>(0, 1), s); }
inline float4 rand_uniform4(rand_state* s) {
  const float a = rand_uniform(s), b = rand_uniform(s), c = rand_uniform(s);
  return {a, b, c, rand_uniform(s)};
}
/// curand_uniform_double => 1 - rd::uniform<double>
inline double rand_uniform_double(rand_state* s) { return 1.0 - draw(rd::uniform<double>(0, 1), s); }
inline double2 rand_uniform2_double(rand_state* s) {
  const double a = rand_uniform_double(s);
  return {a, rand_uniform_double(s)};
}
/// curand_normal, curand_normal2, curand_normal4 => rd::gaussian<float>
inline float rand_normal(rand_state* s) { return draw(rd::gaussian<float>(0, 1), s); }
inline float2 rand_normal2(rand_state* s) {
  const float a = rand_normal(s);
  return {a, rand_normal(s)};
}
inline float4 rand_normal4(rand_state* s) {
  const float2 a = rand_normal2(s), b = rand_normal2(s);
  return {a.x, a.y, b.x, b.y};
}
/// curand_normal_double, curand_normal2_double => rd::gaussian<double>
inline double rand_normal_double(rand_state* s) { return draw(rd::gaussian<double>(0, 1), s); }
inline double2 rand_normal2_double(rand_state* s) {
  const double a = rand_normal_double(s);
  return {a, rand_normal_double(s)};
}
/// curand_log_normal => sycl::exp of a normal number
inline float rand_log_normal(rand_state* s, float mean, float deviation) {
  return sycl::exp(mean + deviation * rand_normal(s));
}
inline double rand_log_normal_double(rand_state* s, double mean, double deviation) {
  return sycl::exp(mean + deviation * rand_normal_double(s));
}
/// curand_poisson => uniform numbers, multiplied; a normal number from 64 on
inline unsigned rand_poisson(rand_state* s, double lambda) {
  if (lambda >= 64) {
    const double v = lambda + sycl::sqrt(lambda) * double(rand_normal(s)) + 0.5;
    return v > 0 ? unsigned(v) : 0u;
  }
  const double limit = sycl::exp(-lambda);
  unsigned n = 0;
  for (double product = double(rand_uniform(s)); product > limit; product *= double(rand_uniform(s))) ++n;
  return n;
}

/// curand_poisson4 => as curand_poisson
inline uint4 rand_poisson4(rand_state* s, double lambda) {
  const unsigned a = rand_poisson(s, lambda), b = rand_poisson(s, lambda), c = rand_poisson(s, lambda);
  return {a, b, c, rand_poisson(s, lambda)};
}
}  // namespace port
