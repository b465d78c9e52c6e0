// Thrust's algorithms that search, compare, order, copy and join ranges.
#include "algorithms.hpp"

namespace thrust = port::thrust;

struct is_even {
  bool operator()(int v) const { return v % 2 == 0; }
};
struct add_index {
  void operator()(int& v) const { v += 100; }
};

// Whether it is called on the device.
struct is_there {
  int operator()(int) const {
#ifdef __SYCL_DEVICE_ONLY__
    return 1;
#else
    return 0;
#endif
  }
};

void places() {
  thrust::device_vector<int> v(4), full(1024);
  thrust::transform(v.begin(), v.end(), v.begin(), is_there());
  thrust::transform(full.begin(), full.end(), full.begin(), is_there());
  CHECK(is(v.begin(), {1, 1, 1, 1}) && full.back() == 1);
  thrust::transform(thrust::host, v.begin(), v.end(), v.begin(), is_there());
  CHECK(is(v.begin(), {0, 0, 0, 0}));
  std::vector<int> of_host(4, 9);
  thrust::transform(of_host.begin(), of_host.end(), of_host.begin(), is_there());
  thrust::transform(of_host.data(), of_host.data() + 2, of_host.data() + 2, is_there());
  CHECK(is(of_host.data(), {0, 0, 0, 0}));
}

void searches() {
  const thrust::device_vector<int> v{4, 6, 3, 8}, w{4, 6, 5, 8}, sorted{1, 2, 2, 7};
  CHECK(thrust::find_if(v.begin(), v.end(), [](int x) { return x > 4; }) - v.begin() == 1);
  CHECK(thrust::find_if_not(v.begin(), v.end(), is_even()) - v.begin() == 2);
  CHECK(!thrust::all_of(v.begin(), v.end(), is_even()) && thrust::all_of(v.begin(), v.begin() + 2, is_even()));
  CHECK(thrust::none_of(v.begin() + 2, v.begin() + 3, is_even()) && !thrust::none_of(v.begin(), v.end(), is_even()));
  const auto ends = thrust::minmax_element(v.begin(), v.end());
  CHECK(*ends.first == 3 && *ends.second == 8);
  CHECK(!thrust::equal(v.begin(), v.end(), w.begin()) && thrust::equal(v.begin(), v.begin() + 2, w.begin()));
  const auto differs = thrust::mismatch(v.begin(), v.end(), w.begin());
  CHECK(differs.first - v.begin() == 2 && differs.second - w.begin() == 2);
  CHECK(thrust::is_sorted(sorted.begin(), sorted.end()) && !thrust::is_sorted(v.begin(), v.end()));
  CHECK(thrust::is_sorted_until(v.begin(), v.end()) - v.begin() == 2);
}

void copies() {
  thrust::device_vector<int> v(4), w{1, 1, 2, 1}, to(4);
  CHECK(thrust::fill_n(v.begin(), 3, 5) - v.begin() == 3 && is(v.begin(), {5, 5, 5, 0}));
  thrust::for_each_n(v.begin(), 2, add_index());
  CHECK(is(v.begin(), {105, 105, 5, 0}));
  CHECK(thrust::remove(v.begin(), v.end(), 105) - v.begin() == 2 && is(v.begin(), {5, 0}));
  CHECK(thrust::unique_copy(w.begin(), w.end(), to.begin()) - to.begin() == 3 && is(to.begin(), {1, 2, 1}));
  thrust::replace(w.begin(), w.end(), 2, 9);
  CHECK(is(w.begin(), {1, 1, 9, 1}));
  thrust::reverse_copy(w.begin(), w.end(), to.begin());
  CHECK(is(to.begin(), {1, 9, 1, 1}));
  thrust::reverse(to.begin(), to.end());
  CHECK(is(to.begin(), {1, 1, 9, 1}));
  thrust::device_vector<int> a{1, 2}, b{3, 4};
  thrust::swap_ranges(a.begin(), a.end(), b.begin());
  CHECK(is(a.begin(), {3, 4}) && is(b.begin(), {1, 2}));
  thrust::adjacent_difference(w.begin(), w.end(), to.begin());
  CHECK(is(to.begin(), {1, 0, 8, -8}));
}

void sets() {
  const thrust::device_vector<int> a{1, 3, 5, 7}, b{3, 4, 7};
  thrust::device_vector<int> to(7);
  CHECK(thrust::merge(a.begin(), a.end(), b.begin(), b.end(), to.begin()) - to.begin() == 7);
  CHECK(is(to.begin(), {1, 3, 3, 4, 5, 7, 7}));
  const auto united = thrust::set_union(a.begin(), a.end(), b.begin(), b.end(), to.begin());
  CHECK(united - to.begin() == 5 && is(to.begin(), {1, 3, 4, 5, 7}));
  const auto common = thrust::set_intersection(a.begin(), a.end(), b.begin(), b.end(), to.begin());
  CHECK(common - to.begin() == 2 && is(to.begin(), {3, 7}));
  const auto without = thrust::set_difference(a.begin(), a.end(), b.begin(), b.end(), to.begin());
  CHECK(without - to.begin() == 2 && is(to.begin(), {1, 5}));
  const auto either = thrust::set_symmetric_difference(a.begin(), a.end(), b.begin(), b.end(), to.begin());
  CHECK(either - to.begin() == 3 && is(to.begin(), {1, 4, 5}));
}

void keys() {
  thrust::device_vector<int> k{2, 1, 2, 1}, v{0, 1, 2, 3}, to(4);
  thrust::sort_by_key(k.begin(), k.end(), v.begin());
  CHECK(is(k.begin(), {1, 1, 2, 2}) && v[0] + v[1] == 4 && v[2] + v[3] == 2);
  v = thrust::device_vector<int>{1, 2, 3, 4};
  thrust::inclusive_scan_by_key(k.begin(), k.end(), v.begin(), to.begin());
  CHECK(is(to.begin(), {1, 3, 3, 7}));
  thrust::exclusive_scan_by_key(k.begin(), k.end(), v.begin(), to.begin());
  CHECK(is(to.begin(), {0, 1, 0, 3}));
  const auto ends = thrust::unique_by_key(k.begin(), k.end(), v.begin());
  CHECK(ends.first - k.begin() == 2 && ends.second - v.begin() == 2 && is(k.begin(), {1, 2}) && is(v.begin(), {1, 3}));
  thrust::device_vector<int> last{3, 1, 2};
  thrust::stable_sort(last.begin(), last.end(), thrust::greater<int>());
  CHECK(is(last.begin(), {3, 2, 1}));
}

int main() {
  places();
  searches();
  copies();
  sets();
  keys();
  return finished();
}
