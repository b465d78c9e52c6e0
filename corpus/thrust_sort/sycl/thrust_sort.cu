// Sales per shop: records are sorted by shop, added up shop by shop, and the largest total is
// found.

#include "port_dpl.hpp"

#include <cstdio>
#include <map>
#include <utility>

struct Squared {
  long long operator()(int value) const { return (long long)value * value; }
};

static bool run() {
  constexpr int records = 200'000, shops = 97;
  port::thrust::host_vector<int> shop(records), amount(records);
  std::map<int, std::pair<int, int>> expected;  // shop -> total, records
  long long squares = 0;
  for (int i = 0; i < records; ++i) {
    shop[i] = int((i * 7919LL) % shops);
    amount[i] = i % 50 + 1;
    expected[shop[i]].first += amount[i];
    expected[shop[i]].second += 1;
    squares += Squared()(amount[i]);
  }

  port::stream_t stream = nullptr;
  if (port::stream_create(&stream) != port::success) return false;
  const auto policy = port::thrust::cuda::par.on(stream);

  port::thrust::device_vector<int> d_shop = shop, d_amount = amount;
  port::thrust::sort_by_key(policy, d_shop.begin(), d_shop.end(), d_amount.begin());

  port::thrust::device_vector<int> keys(shops), totals(shops), counts(shops);
  const auto ends = port::thrust::reduce_by_key(policy, d_shop.begin(), d_shop.end(), d_amount.begin(),
                                          keys.begin(), totals.begin());
  port::thrust::reduce_by_key(port::thrust::device, d_shop.begin(), d_shop.end(),
                        port::thrust::make_constant_iterator(1), port::thrust::make_discard_iterator(),
                        counts.begin());
  const auto best = port::thrust::max_element(policy, totals.begin(), totals.end());
  const long long sum = port::thrust::transform_reduce(policy, d_amount.begin(), d_amount.end(),
                                                 Squared(), 0LL, port::thrust::plus<long long>());
  const int best_total = *best;
  if (port::stream_synchronize(stream) != port::success || port::stream_destroy(stream) != port::success) {
    return false;
  }

  port::thrust::host_vector<int> h_keys = keys, h_totals = totals, h_counts = counts;
  bool ok = ends.first - keys.begin() == shops && sum == squares;
  int largest = 0;
  for (int i = 0; i < shops; ++i) {
    const auto& want = expected[h_keys[i]];
    ok = ok && h_totals[i] == want.first && h_counts[i] == want.second;
    largest = want.first > largest ? want.first : largest;
  }
  return ok && best_total == largest;
}

int main() {
  try {
    const bool ok = run();
    std::printf("thrust_sort: %s\n", ok ? "ok" : "FAILED: wrong totals");
    return ok ? 0 : 1;
  } catch (const std::exception& error) {
    std::printf("thrust_sort: FAILED: %s\n", error.what());
    return 1;
  }
}
