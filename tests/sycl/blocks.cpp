// CUB's classes of a block that give and take several items of each thread: scans, exchanges, sorts.
#include "port_dpl.hpp"

#include "check.hpp"

namespace cub = port::cub;
constexpr int Threads = 64, N = 3, All = Threads * N;

template <class T> T* managed(int n) {
  T* p = nullptr;
  port::malloc_managed(&p, size_t(n) * sizeof(T));
  for (int i = 0; i < n; ++i) p[i] = T();
  return p;
}
bool ran() { return port::device_synchronize() == port::success && port::last_error() == port::success; }

struct times {
  int operator()(int a, int b) const { return a * b; }
};
struct greater_of {
  int operator()(int a, int b) const { return a < b ? b : a; }
};
// What CUB asks for the sum of what went before the block.
struct running {
  int total;
  int operator()(int sum) {
    const int before = total;
    total += sum;
    return before;
  }
};

void scans(int* sums, int* greatest, int* products, int* running_sums, int* single) {
  using Scan = cub::BlockScan<int, Threads>;
  auto& storage = PORT_SHARED(typename Scan::TempStorage);
  const int t = int(port::thread_idx().x);
  int items[N], out[N], all = 0;
  for (int n = 0; n < N; ++n) items[n] = t * N + n;
  for (int n = 0; n < N; ++n) out[n] = items[n];
  Scan(storage).InclusiveSum(out, out, all);  // in place
  for (int n = 0; n < N; ++n) sums[t * N + n] = out[n];
  if (t == 0) sums[All] = all;
  // What T() is no neutral value of.
  int below[N];
  for (int n = 0; n < N; ++n) below[n] = n == 1 ? -500 - t : -100 - items[n];
  Scan(storage).InclusiveScan(below, out, greater_of());
  for (int n = 0; n < N; ++n) greatest[t * N + n] = out[n];
  for (int n = 0; n < N; ++n) below[n] = t < 3 ? 2 : 1;
  Scan(storage).ExclusiveScan(below, out, 3, times());
  for (int n = 0; n < N; ++n) products[t * N + n] = out[n];
  running before{1000};
  Scan(storage).ExclusiveSum(items, out, before);
  Scan(storage).ExclusiveSum(items, out, before);
  for (int n = 0; n < N; ++n) running_sums[t * N + n] = out[n];
  int one = 0;
  running ahead{7};
  Scan(storage).InclusiveScan(1, one, cub::Sum(), ahead);
  single[t] = one;
  Scan(storage).ExclusiveScan(t, one, cub::Max());
  single[Threads + t] = t ? one : 0;
}

void exchanges(int* striped, int* blocked, int* scattered, int* stored, int* from) {
  using Exchange = cub::BlockExchange<int, Threads, N>;
  auto& storage = PORT_SHARED(typename Exchange::TempStorage);
  using Load = cub::BlockLoad<int*, Threads, N>;
  using Store = cub::BlockStore<int*, Threads, N>;
  const int t = int(port::thread_idx().x);
  int items[N], ranks[N];
  Load().Load(from, items);
  for (int n = 0; n < N; ++n) ranks[n] = All - 1 - items[n];
  Exchange(storage).BlockedToStriped(items);
  for (int n = 0; n < N; ++n) striped[t * N + n] = items[n];
  Exchange(storage).StripedToBlocked(items);
  for (int n = 0; n < N; ++n) blocked[t * N + n] = items[n];
  Exchange(storage).ScatterToBlocked(items, ranks);
  for (int n = 0; n < N; ++n) scattered[t * N + n] = items[n];
  Store().Store(stored, items);
  if (t == 0) stored[All] = int(cub::LaneId() + cub::WarpId()) + cub::RowMajorTid(Threads, 1, 1);
}

void sorts(float* keys, int* values, unsigned* plain) {
  using Pairs = cub::BlockRadixSort<float, Threads, N, int>;
  using Keys = cub::BlockRadixSort<unsigned, Threads, N>;
  auto& pairs = PORT_SHARED(typename Pairs::TempStorage);
  auto& alone = PORT_SHARED(typename Keys::TempStorage);
  const int t = int(port::thread_idx().x);
  float k[N];
  int v[N];
  unsigned p[N];
  for (int n = 0; n < N; ++n) k[n] = keys[t * N + n], v[n] = t * N + n, p[n] = plain[t * N + n];
  Pairs(pairs).Sort(k, v);
  Keys(alone).SortDescending(p, 4, 12);
  port::sync_threads();
  Keys(alone).SortDescendingBlockedToStriped(p, 4, 12);
  for (int n = 0; n < N; ++n) keys[t * N + n] = k[n], values[t * N + n] = v[n], plain[n * Threads + t] = p[n];
}

void scans_hold() {
  int *sums = managed<int>(All + 1), *greatest = managed<int>(All), *products = managed<int>(All);
  int *running_sums = managed<int>(All), *single = managed<int>(2 * Threads);
  port::launch<scans>(1, Threads)(sums, greatest, products, running_sums, single);
  CHECK(ran());
  constexpr int total = All * (All - 1) / 2;
  bool good = sums[All] == total, good_of_others = true, good_of_running = true;
  int product = 3;
  for (int i = 0; i < All; ++i) {
    good = good && sums[i] == i * (i + 1) / 2;
    good_of_others = good_of_others && greatest[i] == -100 && products[i] == product;
    good_of_running = good_of_running && running_sums[i] == 1000 + total + i * (i - 1) / 2;
    product *= i < 9 ? 2 : 1;
  }
  CHECK(good);
  CHECK(good_of_others);
  for (int t = 0; t < Threads; ++t)
    good_of_running = good_of_running && single[t] == 8 + t && single[Threads + t] == (t ? t - 1 : 0);
  CHECK(good_of_running);
}

void exchanges_hold() {
  int *striped = managed<int>(All), *blocked = managed<int>(All), *scattered = managed<int>(All);
  int *stored = managed<int>(All + 1), *from = managed<int>(All);
  for (int i = 0; i < All; ++i) from[i] = i;
  port::launch<exchanges>(1, Threads)(striped, blocked, scattered, stored, from);
  CHECK(ran() && stored[All] == 0);
  bool good = true;
  for (int i = 0; i < All; ++i)
    good = good && striped[i] == i % N * Threads + i / N && blocked[i] == i && scattered[i] == All - 1 - i &&
           stored[i] == scattered[i];
  CHECK(good);
}

void sorts_hold() {
  float* const keys = managed<float>(All);
  int* const values = managed<int>(All);
  unsigned* const plain = managed<unsigned>(All);
  for (int i = 0; i < All; ++i) keys[i] = float(i * 37 % 50 - 25), plain[i] = unsigned(i * 7919) & 0xffff;
  const std::vector<float> before(keys, keys + All);
  const std::vector<unsigned> plain_before(plain, plain + All);
  port::launch<sorts>(1, Threads)(keys, values, plain);
  CHECK(ran());
  bool good = true, good_of_bits = true;
  for (int i = 0; i < All; ++i) good = good && before[size_t(values[i])] == keys[i];
  for (int i = 1; i < All; ++i) {
    const bool is_behind = keys[i - 1] < keys[i] || (keys[i - 1] == keys[i] && values[i - 1] < values[i]);
    good = good && is_behind;
    good_of_bits = good_of_bits && (plain[i - 1] >> 4 & 0xff) >= (plain[i] >> 4 & 0xff);
  }
  CHECK(good);
  CHECK(good_of_bits && std::is_permutation(plain, plain + All, plain_before.begin()));
}

void on_the_host() {
  CHECK(cub::DivideAndRoundUp(10, 3) == 4 && cub::DivideAndRoundUp(9, 3) == 3);
  cub::CachingDeviceAllocator allocator(true);
  float* p = nullptr;
  CHECK(allocator.DeviceAllocate((void**)&p, 64) == port::success && p != nullptr);
  cub::debug_exit(allocator.DeviceFree(p));
  CHECK(cub::debug(allocator.FreeAllCached()) == port::success);
  const cub::KeyValuePair<int, float> a{3, 1.5f}, b{1, 1.5f};
  CHECK(cub::ArgMin()(a, b).key == 1 && cub::ArgMax()(a, b).key == 1);
}

int main() {
  scans_hold();
  exchanges_hold();
  sorts_hold();
  on_the_host();
  return finished();
}
