// Thrust beside its algorithms: vectors against vectors, streams, placeholders that assign, complex numbers, memory.
#include <sstream>

#include "port_dpl.hpp"

#include "check.hpp"

namespace thrust = port::thrust;

void vectors_and_streams() {
  thrust::device_vector<int> d{1, 2, 3};
  thrust::host_vector<int> h = d;
  CHECK(d == h && h == d);
  h[1] = 5;
  CHECK(d != h && h != d);
  std::ostringstream out;
  thrust::copy(d.begin(), d.end(), std::ostream_iterator<int>(out, " "));
  thrust::copy_n(d.begin(), 1, std::ostream_iterator<int>(out, "."));
  CHECK(out.str() == "1 2 3 1.");
  std::istringstream in("7 8 9");
  thrust::copy(std::istream_iterator<int>(in), std::istream_iterator<int>(), d.begin());
  CHECK(d[0] == 7 && d[2] == 9);
}

void placeholders() {
  using namespace thrust::placeholders;
  thrust::device_vector<float> d{1, 2, 3};
  thrust::for_each(d.begin(), d.end(), _1 += 2.0f);
  CHECK(d[0] == 3 && d[2] == 5);
  int a = 7, b = 3;
  CHECK((_1 -= _2)(a, b) == 4 && a == 4 && (_2 *= _1 + 1)(a, b) == 15 && b == 15);
  CHECK((_1 /= 2)(a) == 2 && (_1 %= 4)(b) == 3 && (_1 &= 1)(b) == 1 && (_1 |= 6)(b) == 7 && (_1 ^= 2)(b) == 5);
}

void complex_numbers() {
  const thrust::complex<float> z(1, 2);
  const auto sum = z * z + thrust::conj(z) + 1.0f;
  CHECK(sum.real() == -1 && sum.imag() == 2);
  const thrust::complex<double> one(1, 0), two = thrust::polar(2.0, 0.0);
  CHECK(near((thrust::exp(one) - thrust::exp(1.0)).real(), 0) && (thrust::pow(two, 2.0) + one).real() == 5);
  CHECK(near((thrust::pow(2.0, two) * thrust::pow(two, two)).real(), 16) && (thrust::sqrt(one) + one).real() == 2);
  CHECK(thrust::log(one).real() == 0 && thrust::log10(one).real() == 0 && (thrust::proj(one) + one).real() == 2);
  const thrust::complex<double> none(0, 0);
  CHECK((thrust::cos(none) + thrust::cosh(none) + one).real() == 3);
  CHECK((thrust::sin(none) + thrust::sinh(none) + thrust::tan(none) + thrust::tanh(none) + one).real() == 1);
  CHECK((thrust::asin(none) + thrust::asinh(none) + thrust::atan(none) + thrust::atanh(none) + one).real() == 1);
  CHECK((thrust::acos(one) + thrust::acosh(one) + one).real() == 1);
}

void memory() {
  const thrust::device_ptr<int> p = thrust::device_new<int>(2);
  CHECK(p[0] == 0 && p[1] == 0);
  CHECK(thrust::device_new<int>(p, 7, 2)[1] == 7 && thrust::device_new<int>(p, size_t(2))[1] == 0);
  thrust::device_delete(p);
  thrust::device_malloc_allocator<int> allocator;
  const thrust::device_allocator<int>::pointer q = allocator.allocate(3);
  q[2] = 5;
  CHECK(q[2] == 5);
  allocator.deallocate(q, 3);
  CHECK(thrust::project1st<int, float>()(1, 2.5f) == 1 && thrust::project2nd<int, float>()(1, 2.5f) == 2.5f);
}

void orders() {
  thrust::host_vector<int> h{1, 2, 3, 4, 5, 6, 7, 8}, mixed(8);
  thrust::default_random_engine engine(3);
  thrust::shuffle_copy(h.begin(), h.end(), mixed.begin(), engine);
  CHECK(mixed != h);
  thrust::shuffle(h.begin(), h.end(), thrust::default_random_engine(9));
  thrust::sort(h.begin(), h.end());
  thrust::sort(mixed.begin(), mixed.end());
  CHECK(mixed == h && h[0] == 1 && h[7] == 8);
  CHECK(thrust::partition_point(h.begin(), h.end(), [](int v) { return v < 4; }) - h.begin() == 3);
}

void normal_numbers() {
  thrust::minstd_rand engine(7);
  thrust::random::normal_distribution<float> normal(2, 3);
  double sum = 0, squares = 0;
  constexpr int n = 10000;
  for (int i = 0; i < n; ++i) {
    const double v = double(normal(engine));
    sum += v;
    squares += v * v;
  }
  const double mean = sum / n;
  CHECK(std::fabs(mean - 2) < 0.15 && std::fabs(squares / n - mean * mean - 9) < 0.6 && normal.stddev() == 3);
}

int main() {
  vectors_and_streams();
  placeholders();
  complex_numbers();
  memory();
  orders();
  normal_numbers();
  return finished();
}
