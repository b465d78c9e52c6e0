// Iterators of Thrust by the names of their types, algorithms over pairs, and random numbers.
#include "algorithms.hpp"

namespace thrust = port::thrust;

struct twice {
  int operator()(int v) const { return 2 * v; }
};
struct is_even {
  bool operator()(int v) const { return v % 2 == 0; }
};

struct scaled_sum {
  float factor;
  void operator()(thrust::tuple<float&, float&, float&> t) const {
    thrust::get<0>(t) = factor * thrust::get<1>(t) + thrust::get<2>(t);
  }
};
struct product {
  float operator()(const thrust::tuple<float, float>& t) const { return thrust::get<0>(t) * thrust::get<1>(t); }
};
struct difference {
  float operator()(float a, float b) const { return a - b; }
};

// Iterators by the names of their types, zipped ones among them, and of what device_ptr points to.
void iterators() {
  thrust::device_vector<float> a{1, 2, 3}, b{4, 5, 6}, c(3);
  const thrust::device_ptr<float> x = a.data(), y = b.data(), z = c.data();
  thrust::for_each(thrust::make_zip_iterator(thrust::make_tuple(z, x, y)),
                   thrust::make_zip_iterator(thrust::make_tuple(z + 3, x + 3, y + 3)), scaled_sum{10});
  CHECK(is(c.begin(), {14, 25, 36}));
  using vectors = thrust::device_vector<float>::iterator;
  using zipped = thrust::zip_iterator<thrust::tuple<vectors, vectors>>;
  const zipped first(thrust::make_tuple(a.begin(), b.begin()));
  const zipped last = thrust::make_zip_iterator(thrust::make_tuple(a.end(), b.end()));
  thrust::transform(first, last, c.begin(), product());
  CHECK(is(c.begin(), {4, 10, 18}));
  CHECK(thrust::transform_reduce(first, last, product(), 0.0f, thrust::plus<float>()) == 32);
  thrust::transform(first, last, c.begin(), thrust::make_zip_function(difference()));
  CHECK(is(c.begin(), {-3, -3, -3}));
  const thrust::transform_iterator<twice, thrust::counting_iterator<int>> doubles(thrust::make_counting_iterator(1),
                                                                                  twice());
  CHECK(thrust::reduce(doubles, doubles + 3) == 12);
  const thrust::constant_iterator<int> nines(9);
  CHECK(thrust::reduce(nines, nines + 3) == 27);
  thrust::device_vector<int> order{2, 0, 1};
  const thrust::permutation_iterator<vectors, thrust::device_vector<int>::iterator> permuted(b.begin(), order.begin());
  thrust::copy(permuted, permuted + 3, c.begin());
  CHECK(is(c.begin(), {6, 4, 5}));
  thrust::device_reference<float> one = c[1];
  one = 7;
  CHECK(c[1] == 7);
}

void pairs_by_key() {
  const thrust::device_vector<int> keys{1, 1, 2, 3, 3}, values{10, 11, 20, 30, 31};
  thrust::device_vector<int> k(7), v(7);
  const auto ends = thrust::unique_by_key_copy(keys.begin(), keys.end(), values.begin(), k.begin(), v.begin());
  CHECK(ends.first - k.begin() == 3 && ends.second - v.begin() == 3);
  CHECK(is(k.begin(), {1, 2, 3}) && is(v.begin(), {10, 20, 30}));
  const thrust::device_vector<int> others{0, 2}, tens{1, 2};
  thrust::merge_by_key(keys.begin(), keys.end(), others.begin(), others.end(), values.begin(), tens.begin(), k.begin(),
                       v.begin());
  CHECK(is(k.begin(), {0, 1, 1, 2, 2, 3, 3}) && is(v.begin(), {1, 10, 11, 20, 2, 30, 31}));
  const auto parts = thrust::partition_copy(values.begin(), values.end(), k.begin(), v.begin(), is_even());
  CHECK(parts.first - k.begin() == 3 && parts.second - v.begin() == 2);
  CHECK(is(k.begin(), {10, 20, 30}) && is(v.begin(), {11, 31}));
}

// Thrust's numbers: the 10000th of the engine is the standard's.
void random_numbers() {
  thrust::minstd_rand engine, ahead;
  for (int i = 1; i < 10000; ++i) engine();
  ahead.discard(9999);
  CHECK(engine == ahead && engine() == 399268537u && engine != ahead);
  thrust::minstd_rand0 old;
  old.discard(9999);
  CHECK(old() == 1043618065u);
  thrust::default_random_engine seeded(5);
  thrust::uniform_real_distribution<float> real(2, 4);
  thrust::random::uniform_int_distribution<int> whole(1, 6);
  bool good = true;
  for (int i = 0; i < 1000; ++i) {
    const float x = real(seeded);
    const int n = whole(seeded);
    good = good && x >= 2 && x < 4 && n >= 1 && n <= 6;
  }
  CHECK(good && real.b() == 4 && whole.a() == 1);
}

int main() {
  iterators();
  pairs_by_key();
  random_numbers();
  return finished();
}
