// Thrust's vectors and algorithms on oneDPL.
#include "algorithms.hpp"

namespace thrust = port::thrust;

void doubled(int* p, int n) {
  const int i = int(port::thread_idx().x);
  if (i < n) p[i] *= 2;
}
struct twice {
  int operator()(int v) const { return 2 * v; }
};
struct is_even {
  bool operator()(int v) const { return v % 2 == 0; }
};

void vectors() {
  thrust::host_vector<int> h{3, 1, 2};
  thrust::device_vector<int> d = h, filled(4, 7), empty, listed{5, 6};
  CHECK(d.size() == 3 && is(d.begin(), {3, 1, 2}) && is(filled.begin(), {7, 7, 7, 7}) && empty.empty() &&
        listed.back() == 6);
  d[1] = 9;
  d.push_back(4);
  CHECK(d[1] == 9 && d.back() == 4 && d.front() == 3 && d.size() == 4);
  port::launch<doubled>(1, 32)(thrust::raw_pointer_cast(d.data()), 4);
  CHECK(d[0] == 6 && thrust::host_vector<int>(d)[3] == 8);  // what the host reads is waited for
  thrust::device_vector<int> copy = d;
  CHECK(copy == d && !(copy != d));
  copy.resize(6), copy.erase(copy.begin(), copy.begin() + 1), copy.insert(copy.begin(), 1), copy.pop_back();
  CHECK(copy.size() == 5 && is(copy.begin(), {1, 18, 4, 8, 0}));
  copy.swap(d), d.assign(2, 3), d.reserve(100), d.shrink_to_fit();
  CHECK(d.size() == 2 && d[1] == 3 && d.capacity() >= 2);
  d = std::move(copy);
  d.clear();
  CHECK(d.empty() && *filled.rbegin() == 7 && filled.rend() - filled.rbegin() == 4 &&
        filled.cend() - filled.cbegin() == 4);
  int* p = thrust::device_malloc<int>(2);
  thrust::fill(thrust::device_pointer_cast(p), thrust::device_ptr<int>(p) + 2, 5);
  CHECK(is(p, {5, 5}) && &thrust::raw_reference_cast(p[1]) == p + 1);
  thrust::device_free(p);
}

void simple() {
  thrust::device_vector<int> v(8), w(8), keys{1, 1, 2, 2, 2, 3, 3, 4};
  thrust::sequence(v.begin(), v.end());
  CHECK(is(v.begin(), {0, 1, 2, 3, 4, 5, 6, 7}));
  thrust::sequence(thrust::device, w.begin(), w.end(), 10, -1);
  CHECK(is(w.begin(), {10, 9, 8}));
  thrust::tabulate(w.begin(), w.end(), twice());
  thrust::transform(v.begin(), v.end(), w.begin(), w.begin(), thrust::plus<int>());
  CHECK(is(w.begin(), {0, 3, 6, 9}));
  thrust::transform(v.begin(), v.end(), w.begin(), twice());
  thrust::for_each(w.begin(), w.end(), [](int& x) { x += 1; });
  CHECK(is(w.begin(), {1, 3, 5}));
  CHECK(thrust::reduce(v.begin(), v.end()) == 28 && thrust::reduce(v.begin(), v.end(), 2, thrust::maximum<int>()) == 7);
  CHECK(thrust::transform_reduce(v.begin(), v.end(), twice(), 1, thrust::plus<int>()) == 57);
  CHECK(thrust::inner_product(v.begin(), v.end(), v.begin(), 0) == 140);
  CHECK(thrust::count_if(v.begin(), v.end(), is_even()) == 4 && thrust::count(v.begin(), v.end(), 3) == 1);
  CHECK(thrust::max_element(v.begin(), v.end()) - v.begin() == 7 && *thrust::min_element(v.begin(), v.end()) == 0);
  CHECK(thrust::find(v.begin(), v.end(), 5) == v.begin() + 5 && thrust::any_of(v.begin(), v.end(), is_even()));
  thrust::inclusive_scan(v.begin(), v.end(), w.begin());
  CHECK(is(w.begin(), {0, 1, 3, 6, 10}));
  thrust::exclusive_scan(v.begin(), v.end(), w.begin());
  CHECK(is(w.begin(), {0, 0, 1, 3, 6}));
  thrust::exclusive_scan(v.begin(), v.end(), w.begin(), 100);
  CHECK(is(w.begin(), {100, 100, 101}));
  thrust::transform_inclusive_scan(v.begin(), v.end(), w.begin(), twice(), thrust::plus<int>());
  CHECK(is(w.begin(), {0, 2, 6, 12}));
  thrust::transform_exclusive_scan(v.begin(), v.end(), w.begin(), twice(), 5, thrust::plus<int>());
  CHECK(is(w.begin(), {5, 5, 7, 11}));
  CHECK(thrust::copy_if(v.begin(), v.end(), w.begin(), is_even()) - w.begin() == 4 && is(w.begin(), {0, 2, 4, 6}));
  CHECK(thrust::copy_if(v.begin(), v.end(), keys.begin(), w.begin(), is_even()) - w.begin() == 4 &&
        is(w.begin(), {2, 3, 4, 7}));
  const thrust::device_vector<int> map{7, 0, 3};
  thrust::gather(map.begin(), map.end(), v.begin(), w.begin());
  CHECK(is(w.begin(), {7, 0, 3}));
  thrust::scatter(v.begin(), v.begin() + 3, map.begin(), w.begin());
  CHECK(w[7] == 0 && w[0] == 1 && w[3] == 2);
}

struct odd {
  bool operator()(int v) { return v % 2 != 0; }  // no const member
};
int seven() { return 7; }

void pointers() {
  thrust::device_vector<int> v{1, 2, 3, 4, 5};
  const thrust::device_ptr<int> p = v.data(), q = &v[3];
  CHECK(p.get() == thrust::raw_pointer_cast(&v[0]) && thrust::raw_pointer_cast(q) == v.data().get() + 3 && q - p == 3);
  CHECK(thrust::reduce(p, p + 3) == 6 && thrust::max_element(p, p + 5) - p == 4 && p[1] == 2 && p != nullptr);
  thrust::host_vector<int> h(5);
  thrust::generate(h.begin(), h.end(), seven);
  thrust::copy(h.begin(), h.begin() + 2, p);
  CHECK(is(v.begin(), {7, 7, 3, 4, 5}));
  const thrust::device_vector<int> unwanted{0, -1, 0, 0, -1};
  CHECK(thrust::remove_if(v.begin(), v.end(), unwanted.begin(), [](int flag) { return flag < 0; }) - v.begin() == 3);
  CHECK(is(v.begin(), {7, 3, 4}) && unwanted[4] == -1);
  v.erase(v.begin() + 3, v.end());
  CHECK(thrust::count_if(v.begin(), v.end(), odd()) == 2 &&
        thrust::remove_copy_if(v.begin(), v.end(), h.begin(), odd()) - h.begin() == 1);
  v.insert(v.begin(), h.begin() + 3, h.end());
  v.erase(v.begin() + 2);
  CHECK(v.size() == 4 && is(v.begin(), {7, 7, 3, 4}));
  const auto bits = thrust::make_transform_iterator(v.begin(), odd());
  CHECK(thrust::reduce(bits, bits + 4, 0) == 3);
  const thrust::device_vector<float> converted(v);
  CHECK(is(converted.begin(), {7, 7, 3, 4}));
}

// Some algorithms ask a predicate of a second range, which stays as it is.
void stencils() {
  const thrust::device_vector<int> stencil{0, 1, 0, 1, 1, 0};
  const auto kept = [](const thrust::device_vector<int>& v) { return is(v.begin(), {0, 1, 0, 1, 1, 0}); };
  thrust::device_vector<int> v{10, 11, 12, 13, 14, 15}, w = v, out(6);
  CHECK(thrust::remove_if(v.begin(), v.end(), stencil.begin(), is_even()) - v.begin() == 3);
  CHECK(is(v.begin(), {11, 13, 14}) && kept(stencil));
  v = w;
  CHECK(thrust::stable_partition(thrust::device, v.begin(), v.end(), stencil.begin(), is_even()) - v.begin() == 3);
  CHECK(is(v.begin(), {10, 12, 15, 11, 13, 14}) && kept(stencil));
  CHECK(thrust::partition(w.begin(), w.end(), stencil.begin(), is_even()) - w.begin() == 3);
  CHECK(w[0] + w[1] + w[2] == 37 && w[3] + w[4] + w[5] == 38);
  CHECK(thrust::partition(w.begin(), w.end(), is_even()) - w.begin() == 3 && w[0] % 2 == 0 && w[5] % 2 == 1);
  CHECK(thrust::remove_if(w.begin(), w.end(), is_even()) - w.begin() == 3 && w[0] % 2 == 1);
  thrust::replace_if(v.begin(), v.end(), stencil.begin(), is_even(), 7);
  CHECK(is(v.begin(), {7, 12, 7, 11, 13, 7}));
  thrust::replace_if(v.begin(), v.end(), is_even(), -1);
  CHECK(is(v.begin(), {7, -1, 7}));
  thrust::transform_if(v.begin(), v.end(), stencil.begin(), out.begin(), twice(), is_even());
  CHECK(is(out.begin(), {14, 0, 14, 0, 0, 14}));
  thrust::transform_if(v.begin(), v.end(), v.begin(), stencil.begin(), out.begin(), thrust::minus<int>(), is_even());
  CHECK(is(out.begin(), {0, 0, 0, 0, 0, 0}));
  thrust::transform_if(v.begin(), v.end(), out.begin(), twice(), [](int x) { return x > 7; });
  CHECK(is(out.begin(), {0, 0, 0, 22, 26, 0}));
  const thrust::device_vector<int> map{5, 4, 3, 2, 1, 0};
  thrust::gather_if(map.begin(), map.end(), stencil.begin(), v.begin(), out.begin());
  CHECK(is(out.begin(), {0, 13, 0, 7, -1, 0}));
  thrust::scatter_if(v.begin(), v.end(), map.begin(), stencil.begin(), out.begin(), is_even());
  CHECK(is(out.begin(), {7, 13, 0, 7, -1, 7}));
  thrust::replace_copy(v.begin(), v.end(), out.begin(), 7, 70);
  CHECK(is(out.begin(), {70, -1, 70}));
  thrust::generate_n(out.begin(), 2, []() { return 3; });
  thrust::uninitialized_fill(out.begin() + 2, out.end(), 4);
  CHECK(is(out.begin(), {3, 3, 4, 4, 4, 4}) && thrust::is_partitioned(out.begin(), out.end(), is_even()) == false);
  CHECK(thrust::remove_copy(out.begin(), out.end(), v.begin(), 3) - v.begin() == 4);
  thrust::uninitialized_fill_n(out.begin(), 2, 5);
  thrust::uninitialized_copy(out.begin(), out.begin() + 3, v.begin());
  thrust::replace_copy_if(v.begin(), v.begin() + 3, w.begin(), is_even(), 9);
  CHECK(is(v.begin(), {5, 5, 4}) && is(w.begin(), {5, 5, 9}));
}

template <class T> bool same(std::complex<T>, std::complex<T>) { return false; }
template <class T> bool same(thrust::complex<T> a, thrust::complex<T> b) { return thrust::abs(a - b) < 1e-5; }
void squared(thrust::complex<float>* p) {
  thrust::complex<float>& v = p[port::thread_idx().x];
  v = v * v + 1.0f;
}
void complex_numbers() {
  const thrust::complex<float> number(3, 4);
  thrust::complex<double> d = thrust::complex<double>(1.0, 1.0);
  CHECK(near(thrust::abs(number), 5) && near(thrust::norm(number), 25) && thrust::conj(number).imag() == -4);
  CHECK(same(number * 2.0f, number + number) && same(-number, 0.0f - number) && number == thrust::complex<float>(3, 4));
  d *= 2.0, d /= d, d = thrust::sqrt(d);
  CHECK(d.real() == 1 && same(thrust::complex<double>(number), thrust::complex<double>(3, 4)));
  thrust::device_vector<thrust::complex<float>> v(2, number);
  port::launch<squared>(1, 2)(thrust::raw_pointer_cast(v.data()));
  CHECK(same(thrust::complex<float>(v[1]), thrust::complex<float>(-6, 24)));
}

void written_with_placeholders() {
  using namespace thrust::placeholders;
  thrust::device_vector<int> v{1, 2, 3, 4, 5}, w(5, 1);
  const int a = 3;
  thrust::transform(v.begin(), v.end(), w.begin(), w.begin(), a * _1 + _2);
  CHECK(is(w.begin(), {4, 7, 10, 13, 16}));
  CHECK(thrust::count_if(v.begin(), v.end(), _1 > 1 && !(_1 == 4)) == 3);
  const auto rows = thrust::make_transform_iterator(thrust::make_counting_iterator(0), (_1 % 2) * 5 + _1 / 2);
  CHECK(thrust::reduce(rows, rows + 4) == 0 + 5 + 1 + 6);
  CHECK(thrust::transform_reduce(v.begin(), v.end(), -_1, 0, _1 + _2) == -15);
  CHECK((_1 + _2 * _3 - _4 + _5 + _6 + _7 + _8 + _9 + _10)(1, 2, 3, 4, 5, 6, 7, 8, 9, 10) == 48);
  const auto halves = thrust::make_counting_iterator(0.5);
  CHECK(near(thrust::reduce(halves, halves + 3), 4.5));
}

void places() {
  // Iterators of the host and pointers to its memory run there; a stream and a policy can be named.
  thrust::host_vector<int> h{3, 1, 2};
  thrust::sort(h.begin(), h.end());
  CHECK(is(h.begin(), {1, 2, 3}) && thrust::reduce(h.begin(), h.end()) == 6);
  int raw[4] = {4, 3, 2, 1};
  thrust::sort(raw, raw + 4);
  thrust::transform(thrust::host, raw, raw + 4, raw, twice());
  CHECK(is(raw, {2, 4, 6, 8}));
  port::stream_t stream = nullptr;
  port::stream_create(&stream);
  thrust::device_vector<int> d(4);
  thrust::copy(h.begin(), h.end(), d.begin());
  CHECK(is(d.begin(), {1, 2, 3, 0}));
  thrust::fill(thrust::cuda::par.on(stream), d.begin(), d.end(), 6);
  CHECK(is(d.begin(), {6, 6, 6, 6}));
  thrust::copy_n(d.begin(), 2, h.begin());
  CHECK(is(h.begin(), {6, 6, 3}));
  CHECK(thrust::reduce(thrust::make_counting_iterator(1), thrust::make_counting_iterator(5)) == 10);
  const auto squares = thrust::make_transform_iterator(thrust::make_counting_iterator(0), thrust::square<int>());
  CHECK(thrust::reduce(squares, squares + 4) == 14);
  thrust::device_vector<int> a{1, 2, 3}, b{4, 5, 6}, c(3);
  const auto zipped = thrust::make_zip_iterator(thrust::make_tuple(a.begin(), b.begin()));
  thrust::transform(zipped, zipped + 3, c.begin(), [](const auto& t) { return thrust::get<0>(t) * thrust::get<1>(t); });
  CHECK(is(c.begin(), {4, 10, 18}));
  const thrust::device_vector<int> order{2, 0, 1};
  const auto permuted = thrust::make_permutation_iterator(b.begin(), order.begin());
  thrust::copy(permuted, permuted + 3, c.begin());
  CHECK(is(c.begin(), {6, 4, 5}));
  const auto nines = thrust::make_constant_iterator(9);
  thrust::copy(nines, nines + 3, c.begin());
  CHECK(is(c.begin(), {9, 9, 9}));
  CHECK(thrust::make_constant_iterator(9, 5) - nines == 5 && *thrust::make_constant_iterator(9, 5) == 9);
  CHECK(thrust::make_discard_iterator(2) - thrust::make_discard_iterator() == 2);
  port::stream_destroy(stream);
}

int main() {
  vectors();
  simple();
  stencils();
  complex_numbers();
  pointers();
  written_with_placeholders();
  places();
  return finished();
}
