// cuFFT and cuRAND on oneMKL.
#include "port_fft.hpp"
#include "port_rand.hpp"

#include "check.hpp"

template <class V> V* managed(size_t n) {
  V* p = nullptr;
  port::malloc_managed(&p, n * sizeof(V));
  std::memset(static_cast<void*>(p), 0, n * sizeof(V));
  return p;
}
bool is(float2 v, double re, double im) { return near(double(v.x), re) && near(double(v.y), im); }

// ---- cuFFT

void transforms() {
  port::fft_plan plan = nullptr;
  float* real = managed<float>(64);
  float2 *spectrum = managed<float2>(64), *other = managed<float2>(64);
  for (int n = 0; n < 16; ++n) real[n] = float(n % 8 == 1);
  CHECK(port::plan_1d(&plan, 8, port::fft_kind::r2c, 2) == port::fft_success);
  CHECK(port::exec_r2c(plan, real, spectrum) == port::fft_success && port::device_synchronize() == port::success);
  CHECK(is(spectrum[0], 1, 0) && is(spectrum[2], 0, -1) && is(spectrum[5], 1, 0) && is(spectrum[7], 0, -1));
  CHECK(port::fft_destroy(plan) == port::fft_success);
  CHECK(port::plan_1d(&plan, 8, port::fft_kind::c2r, 2) == port::fft_success);
  CHECK(port::exec_c2r(plan, spectrum, real) == port::fft_success && port::device_synchronize() == port::success);
  CHECK(near(double(real[1]), 8) && near(double(real[9]), 8) && near(double(real[2]), 0));
  port::fft_destroy(plan);

  // In place: rows of real numbers are padded to those of complex ones.
  for (int n = 0; n < 20; ++n) real[n] = n % 10 == 1 ? 1.0f : 0.0f;
  port::plan_1d(&plan, 8, port::fft_kind::r2c, 2);
  float2* const same = reinterpret_cast<float2*>(real);
  CHECK(port::exec_r2c(plan, real, same) == port::fft_success && port::device_synchronize() == port::success);
  CHECK(is(same[2], 0, -1) && is(same[7], 0, -1));
  port::fft_destroy(plan);

  port::stream_t stream = nullptr;
  port::stream_create(&stream);
  CHECK(port::plan_2d(&plan, 4, 2, port::fft_kind::c2c) == port::fft_success &&
        port::fft_set_stream(plan, stream) == port::fft_success);
  for (int n = 0; n < 8; ++n) spectrum[n] = {n == 1 ? 1.0f : 0.0f, 0};
  CHECK(port::exec_c2c(plan, spectrum, other, port::fft_forward) == port::fft_success &&
        port::stream_synchronize(stream) == port::success);
  CHECK(is(other[0], 1, 0) && is(other[1], -1, 0) && is(other[6], 1, 0));
  CHECK(port::exec_c2c(plan, other, other, port::fft_inverse) == port::fft_success &&
        port::stream_synchronize(stream) == port::success);
  CHECK(is(other[1], 8, 0) && is(other[0], 0, 0));
  port::fft_destroy(plan), port::stream_destroy(stream);

  double* wide = managed<double>(64);
  double2* wide_spectrum = managed<double2>(64);
  wide[0] = 1;
  CHECK(port::plan_3d(&plan, 2, 2, 4, port::fft_kind::d2z) == port::fft_success);
  CHECK(port::exec_d2z(plan, wide, wide_spectrum) == port::fft_success && port::device_synchronize() == port::success);
  CHECK(wide_spectrum[11].x == 1 && wide_spectrum[11].y == 0);
  port::fft_destroy(plan), port::plan_3d(&plan, 2, 2, 4, port::fft_kind::z2d);
  CHECK(port::exec_z2d(plan, wide_spectrum, wide) == port::fft_success && port::device_synchronize() == port::success);
  CHECK(near(wide[0], 16) && near(wide[5], 0));
  port::fft_destroy(plan), port::plan_1d(&plan, 4, port::fft_kind::z2z, 1);
  CHECK(port::exec_z2z(plan, wide_spectrum, wide_spectrum, port::fft_forward) == port::fft_success &&
        port::device_synchronize() == port::success);
  CHECK(near(wide_spectrum[0].x, 4));
  port::fft_destroy(plan);

  // Two columns of a row-major 4 x 2 matrix.
  const int n = 4, embed = 4;
  for (int i = 0; i < 8; ++i) spectrum[i] = {i % 2 ? 2.0f : 1.0f, 0};
  CHECK(port::plan_many(&plan, 1, &n, &embed, 2, 1, &embed, 1, 4, port::fft_kind::c2c, 2) == port::fft_success);
  CHECK(port::exec_c2c(plan, spectrum, other, port::fft_forward) == port::fft_success &&
        port::device_synchronize() == port::success);
  CHECK(is(other[0], 4, 0) && is(other[4], 8, 0) && is(other[1], 0, 0));
  port::fft_destroy(plan);

  size_t work = 1;
  CHECK(port::fft_create(&plan) == port::fft_success &&
        port::make_plan_1d(plan, 4, port::fft_kind::c2c, 1, &work) == port::fft_success && work == 0);
  CHECK(port::exec_c2c(plan, spectrum, other, port::fft_forward) == port::fft_success &&
        port::device_synchronize() == port::success);
  CHECK(is(other[0], 6, 0));
  CHECK(port::make_plan_2d(plan, 2, 2, port::fft_kind::c2c, &work) == port::fft_success &&
        port::make_plan_3d(plan, 2, 2, 1, port::fft_kind::c2c, &work) == port::fft_success);
  CHECK(port::make_plan_many(plan, 1, &n, nullptr, 1, 0, nullptr, 1, 0, port::fft_kind::c2c, 1, &work) ==
        port::fft_success);
  CHECK(port::exec_c2c(plan, spectrum, other, port::fft_forward) == port::fft_success &&
        port::device_synchronize() == port::success && is(other[0], 6, 0));
  // By types that are named when the program runs.
  long long four = 4;
  int version = 0;
  CHECK(port::exec_xt(plan, spectrum, other, port::fft_forward) == port::fft_invalid_plan);
  CHECK(port::make_plan_xt(plan, 1, &four, nullptr, 1, 0, port::c_32f, nullptr, 1, 0, port::c_32f, 1, &work,
                           port::c_32f) == port::fft_success);
  CHECK(port::exec_xt(plan, spectrum, other, port::fft_forward) == port::fft_success &&
        port::device_synchronize() == port::success && is(other[0], 6, 0));
  CHECK(port::make_plan_xt(plan, 1, &four, nullptr, 1, 0, port::r_64f, nullptr, 1, 0, port::c_64f, 1, &work,
                           port::c_64f) == port::fft_success);
  double* reals = managed<double>(4);
  for (int i = 0; i < 4; ++i) reals[i] = i;
  CHECK(port::exec_xt(plan, reals, wide_spectrum, port::fft_forward) == port::fft_success &&
        port::device_synchronize() == port::success && near(wide_spectrum[0].x, 6) && near(wide_spectrum[1].y, 2));
  CHECK(port::make_plan_xt(plan, 1, &four, nullptr, 1, 0, port::r_8i, nullptr, 1, 0, port::c_32f, 1, &work,
                           port::c_32f) == port::fft_invalid_type);
  CHECK(port::fft_get_version(&version) == port::fft_success && version == CUFFT_VERSION);
  CHECK(port::fft_set_auto_allocation(plan, 0) == port::fft_success &&
        port::fft_set_work_area(plan, nullptr) == port::fft_success);
  work = 1;
  CHECK(port::fft_get_size(plan, &work) == port::fft_success && work == 0);
  work = 1;
  CHECK(port::fft_estimate(4, 4, port::fft_kind::c2c, &work) == port::fft_success && work == 0);
  CHECK(port::fft_destroy(plan) == port::fft_success &&
        port::plan_1d(&plan, 0, port::fft_kind::c2c, 1) == port::fft_invalid_size);
  CHECK(port::exec_c2c(nullptr, spectrum, other, port::fft_forward) == port::fft_invalid_plan);
}

// ---- cuRAND

template <class V> void moments(const V* p, int n, double& mean, double& variance) {
  mean = variance = 0;
  for (int i = 0; i < n; ++i) mean += double(p[i]) / n;
  for (int i = 0; i < n; ++i) variance += (double(p[i]) - mean) * (double(p[i]) - mean) / n;
}
template <class V> bool looks(const V* p, int n, double mean, double variance, double leeway = 0.05) {
  double m, v;
  moments(p, n, m, v);
  const bool good =
      std::fabs(m - mean) < leeway * (1 + std::fabs(mean)) && std::fabs(v - variance) < 2 * leeway * (1 + variance);
  if (!good) std::printf("mean %g, variance %g\n", m, v);
  return good;
}

constexpr int count = 20000;
void generators() {
  using kind = port::rand_kind;
  float *f = managed<float>(count), *g = managed<float>(count);
  double* d = managed<double>(count);
  unsigned* u = managed<unsigned>(count);
  for (const auto one : {kind::default_, kind::xorwow, kind::philox, kind::mrg32k3a, kind::mt19937, kind::mtgp32}) {
    port::generator_t r = nullptr;
    CHECK(port::create_generator(&r, one) == port::rand_success && port::set_seed(r, 7) == port::rand_success);
    CHECK(port::generate_uniform(r, f, count) == port::rand_success && port::device_synchronize() == port::success);
    bool inside = true;
    for (int n = 0; n < count; ++n) inside = inside && f[n] > 0 && f[n] <= 1;
    CHECK(inside && looks(f, count, 0.5, 1.0 / 12));
    CHECK(port::set_seed(r, 7) == port::rand_success && port::generate_uniform(r, g, count) == port::rand_success);
    CHECK(port::device_synchronize() == port::success && std::memcmp(f, g, 16) == 0);
    CHECK(port::destroy_generator(r) == port::rand_success);
  }
  port::generator_t r = nullptr;
  port::create_generator(&r, kind::philox);
  CHECK(port::set_offset(r, 4) == port::rand_success &&
        port::set_ordering(r, port::rand_ordering::best) == port::rand_success);
  CHECK(port::set_stream(r, nullptr) == port::rand_success);
  CHECK(port::generate_normal(r, f, count, 3.0f, 2.0f) == port::rand_success &&
        port::generate_normal(r, d, count, 0, 1) == port::rand_success);
  CHECK(port::generate_bits(r, u, count) == port::rand_success && port::device_synchronize() == port::success);
  CHECK(looks(f, count, 3, 4) && looks(d, count, 0, 1));
  double mean, variance;
  moments(u, count, mean, variance);
  CHECK(std::fabs(mean / 4294967296.0 - 0.5) < 0.02);
  CHECK(port::generate_log_normal(r, f, count, 0.0f, 0.5f) == port::rand_success &&
        port::generate_poisson(r, u, count, 3.0) == port::rand_success);
  CHECK(port::generate_uniform(r, d, count) == port::rand_success && port::device_synchronize() == port::success);
  CHECK(looks(f, count, std::exp(0.125), (std::exp(0.25) - 1) * std::exp(0.25)) && looks(u, count, 3, 3) &&
        looks(d, count, 0.5, 1.0 / 12));
  unsigned long long* wide = managed<unsigned long long>(4);
  CHECK(port::generate_bits(r, wide, 4) == port::rand_success && port::device_synchronize() == port::success &&
        wide[0] != wide[1]);
  port::destroy_generator(r);

  CHECK(port::create_generator(&r, kind::sobol) == port::rand_success &&
        port::set_dimensions(r, 1) == port::rand_success);
  CHECK(port::generate_uniform(r, f, 1024) == port::rand_success && port::device_synchronize() == port::success &&
        looks(f, 1024, 0.5, 1.0 / 12));
  port::destroy_generator(r);
  std::vector<float> on_host(count);
  CHECK(port::create_generator_host(&r, kind::philox) == port::rand_success &&
        port::generate_uniform(r, on_host.data(), count) == port::rand_success);
  CHECK(looks(on_host.data(), count, 0.5, 1.0 / 12));
  port::destroy_generator(r);
}

struct Drawn {
  float uniform, normal, log_normal;
  double uniform_double, normal_double, log_normal_double;
  float4 uniform4, normal4;
  float2 normal2;
  double2 uniform2_double, normal2_double;
  unsigned bits, poisson, many;
  uint4 bits4, poisson4;
};
void draw(Drawn* out, unsigned long long seed) {
  const unsigned n = port::block_idx().x * port::block_dim().x + port::thread_idx().x;
  port::rand_state s;
  port::rand_init(seed, n, 0, &s);
  Drawn& d = out[n];
  d.uniform = port::rand_uniform(&s);
  d.uniform_double = port::rand_uniform_double(&s);
  d.normal = port::rand_normal(&s);
  d.normal_double = port::rand_normal_double(&s);
  d.uniform4 = port::rand_uniform4(&s);
  d.normal4 = port::rand_normal4(&s);
  d.normal2 = port::rand_normal2(&s);
  d.uniform2_double = port::rand_uniform2_double(&s);
  d.normal2_double = port::rand_normal2_double(&s);
  d.log_normal = port::rand_log_normal(&s, 0, 0.5f);
  d.log_normal_double = port::rand_log_normal_double(&s, 0, 0.5);
  d.bits = port::rand_bits(&s);
  d.bits4 = port::rand_bits4(&s);
  port::rand_skip(8, &s);
  d.poisson = port::rand_poisson(&s, 2.5);
  d.many = port::rand_poisson(&s, 100);
  d.poisson4 = port::rand_poisson4(&s, 4);
}
int overload(port::rand_state*) { return 0; }
int overload(port::rand_state_philox*) { return 1; }
int overload(port::rand_state_mrg32k3a*) { return 2; }
void in_kernels() {
  port::rand_state plain;
  port::rand_state_philox philox;
  port::rand_state_mrg32k3a mrg32k3a;
  CHECK(overload(&plain) == 0 && overload(&philox) == 1 && overload(&mrg32k3a) == 2);
  constexpr int n = 8192;
  Drawn* drawn = managed<Drawn>(n);
  port::launch<draw>(n / 64, 64)(drawn, 42ull);
  CHECK(port::device_synchronize() == port::success && port::last_error() == port::success);
  std::vector<double> some(n);
  const auto column = [&](auto member) {
    for (int i = 0; i < n; ++i) some[size_t(i)] = double(member(drawn[i]));
    return some.data();
  };
  bool inside = true;
  for (int i = 0; i < n; ++i) inside = inside && drawn[i].uniform > 0 && drawn[i].uniform <= 1;
  CHECK(inside);
  CHECK(looks(column([](Drawn& d) { return d.uniform; }), n, 0.5, 1.0 / 12) &&
        looks(column([](Drawn& d) { return d.uniform4.z; }), n, 0.5, 1.0 / 12));
  CHECK(looks(column([](Drawn& d) { return d.uniform_double; }), n, 0.5, 1.0 / 12) &&
        looks(column([](Drawn& d) { return d.uniform2_double.y; }), n, 0.5, 1.0 / 12));
  CHECK(looks(column([](Drawn& d) { return d.normal; }), n, 0, 1) &&
        looks(column([](Drawn& d) { return d.normal4.w; }), n, 0, 1));
  CHECK(looks(column([](Drawn& d) { return d.normal2.y; }), n, 0, 1) &&
        looks(column([](Drawn& d) { return d.normal_double; }), n, 0, 1));
  CHECK(looks(column([](Drawn& d) { return d.normal2_double.x; }), n, 0, 1));
  CHECK(looks(column([](Drawn& d) { return d.log_normal; }), n, 1.133, 0.365) &&
        looks(column([](Drawn& d) { return d.log_normal_double; }), n, 1.133, 0.365));
  CHECK(looks(column([](Drawn& d) { return d.bits / 4294967296.0; }), n, 0.5, 1.0 / 12) &&
        looks(column([](Drawn& d) { return d.bits4.y / 4294967296.0; }), n, 0.5, 1.0 / 12));
  CHECK(looks(column([](Drawn& d) { return d.poisson; }), n, 2.5, 2.5) &&
        looks(column([](Drawn& d) { return d.many; }), n, 100, 100) &&
        looks(column([](Drawn& d) { return d.poisson4.z; }), n, 4, 4));
}

int main() {
  transforms();
  generators();
  in_kernels();
  if (port::peek_error()) std::printf("%s\n", port::error_string(port::last_error()));
  return finished();
}
