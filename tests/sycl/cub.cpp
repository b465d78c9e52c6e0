// CUB's algorithms of the device, and its classes of a block and of a warp.
#include "port_dpl.hpp"

#include "check.hpp"

namespace cub = port::cub;
constexpr int N = 256;

template <class T> T* managed(std::initializer_list<T> first, size_t n = N) {
  T* p = nullptr;
  port::malloc_managed(&p, n * sizeof(T));
  std::memset(static_cast<void*>(p), 0, n * sizeof(T));
  std::copy(first.begin(), first.end(), p);
  return p;
}
template <class T> bool is(const T* p, std::initializer_list<double> expected) {
  port::device_synchronize();
  bool good = true;
  for (const double one : expected) good = good && near(double(*p++), one);
  return good;
}
// CUB's two calls: the size of the scratch memory, then the work.
template <class Call> bool both(Call call) {
  size_t bytes = 0;
  void* scratch = nullptr;
  bool good = call(scratch, bytes) == port::success && bytes > 0;
  port::malloc(&scratch, bytes);
  good = good && call(scratch, bytes) == port::success && port::device_synchronize() == port::success;
  port::free(scratch);
  return good;
}

struct Larger {
  int operator()(int a, int b) { return a < b ? b : a; }  // no const member
};
struct Half {
  float operator()(int v) const { return float(v) / 2; }
};

void of_the_device() {
  int *in = managed<int>({3, 1, 4, 1, 5}), *out = managed<int>({}), *count = managed<int>({}), *more = managed<int>({});
  CHECK(both([&](void* s, size_t& b) { return cub::DeviceScan::ExclusiveSum(s, b, in, out, 5); }) &&
        is(out, {0, 3, 4, 8, 9}));
  CHECK(both([&](void* s, size_t& b) { return cub::DeviceScan::InclusiveSum(s, b, in, out, 5); }) &&
        is(out, {3, 4, 8, 9, 14}));
  CHECK(both([&](void* s, size_t& b) { return cub::DeviceScan::InclusiveScan(s, b, in, out, cub::Max(), 5); }) &&
        is(out, {3, 3, 4, 4, 5}));
  CHECK(both([&](void* s, size_t& b) { return cub::DeviceScan::ExclusiveScan(s, b, in, out, cub::Sum(), 10, 5); }) &&
        is(out, {10, 13}));
  CHECK(both([&](void* s, size_t& b) { return cub::DeviceReduce::Sum(s, b, in, out, 5); }) && is(out, {14}));
  CHECK(both([&](void* s, size_t& b) { return cub::DeviceReduce::Min(s, b, in, out, 5); }) && is(out, {1}));
  CHECK(both([&](void* s, size_t& b) { return cub::DeviceReduce::Max(s, b, in, out, 5); }) && is(out, {5}));
  CHECK(both([&](void* s, size_t& b) { return cub::DeviceReduce::Reduce(s, b, in, out, 5, cub::Min(), 7); }) &&
        is(out, {1}));
  CHECK(both([&](void* s, size_t& b) { return cub::DeviceReduce::Reduce(s, b, in, out, 5, Larger(), 0); }) &&
        is(out, {5}));
  float *parts = managed<float>({0.5f, 0.25f}), *sum = managed<float>({});
  CHECK(both([&](void* s, size_t& b) { return cub::DeviceReduce::Reduce(s, b, parts, sum, 2, cub::Sum(), 0); }) &&
        is(sum, {0.75}));
  const cub::TransformInputIterator<float, Half, int*> halves(in, Half());
  CHECK(both([&](void* s, size_t& b) { return cub::DeviceReduce::Sum(s, b, halves, sum, 5); }) && is(sum, {7}));
  const cub::ConstantInputIterator<int> twos(2);
  CHECK(both([&](void* s, size_t& b) { return cub::DeviceReduce::Sum(s, b, twos, out, 5); }) && is(out, {10}));
  const cub::CountingInputIterator<int> numbers(3);
  CHECK(both([&](void* s, size_t& b) { return cub::DeviceReduce::Sum(s, b, numbers, out, 3); }) && is(out, {12}));
  auto* place = managed<cub::KeyValuePair<int, int>>({});
  CHECK(both([&](void* s, size_t& b) { return cub::DeviceReduce::ArgMin(s, b, in, place, 5); }) && place->key == 1 &&
        place->value == 1);
  CHECK(both([&](void* s, size_t& b) { return cub::DeviceReduce::ArgMax(s, b, in, place, 5); }) && place->key == 4 &&
        place->value == 5);
  CHECK(both(
      [&](void* s, size_t& b) { return cub::DeviceSelect::If(s, b, in, out, count, 5, [](int v) { return v > 2; }); }));
  CHECK(is(count, {3}) && is(out, {3, 4, 5}));
  char* flags = managed<char>({1, 0, 0, 1, 1});
  CHECK(both([&](void* s, size_t& b) { return cub::DeviceSelect::Flagged(s, b, in, flags, out, count, 5); }) &&
        is(count, {3}) && is(out, {3, 1, 5}));
  float* samples = managed<float>({0.5f, 1.5f, 1.6f, 9.0f, 3.9f});
  CHECK(both([&](void* s, size_t& b) {
          return cub::DeviceHistogram::HistogramEven(s, b, samples, out, 5, 0.0f, 4.0f, 5);
        }) &&
        is(out, {1, 2, 0, 1}));
  int* offsets = managed<int>({0, 2, 5});
  CHECK(both([&](void* s, size_t& b) {
          return cub::DeviceSegmentedReduce::Sum(s, b, in, out, 2, offsets, offsets + 1);
        }) &&
        is(out, {4, 10}));
  CHECK(both([&](void* s, size_t& b) {
          return cub::DeviceSegmentedReduce::Reduce(s, b, in, out, 2, offsets, offsets + 1, cub::Max(), 0);
        }) &&
        is(out, {3, 5}));
  (void)more;
}

struct Results {
  int reduced, partly, of_items, inclusive, exclusive, total, loaded[2], items[2], sums[2], warp, warp_valid, scanned,
      scanned_all, before, sent;
  int maximum, striped[2];
};
template <int Threads> void in_a_block(Results* out, const int* in, int* stored) {
  using Reduce = cub::BlockReduce<int, Threads>;
  using Scan = cub::BlockScan<int, Threads>;
  using Load = cub::BlockLoad<int, Threads, 2>;
  using Striped = cub::BlockLoad<int, Threads, 2, cub::BLOCK_LOAD_STRIPED>;
  using Store = cub::BlockStore<int, Threads, 2, cub::BLOCK_STORE_DIRECT>;
  using WarpReduce = cub::WarpReduce<int>;
  using WarpScan = cub::WarpScan<int, 16>;
  auto& reduce = PORT_SHARED(typename Reduce::TempStorage);
  auto& scan = PORT_SHARED(typename Scan::TempStorage);
  auto& load = PORT_SHARED(typename Load::TempStorage);
  auto& warp = PORT_SHARED(typename WarpReduce::TempStorage);
  auto& warp_scan = PORT_SHARED(typename WarpScan::TempStorage);
  const int t = int(port::thread_idx().x);
  Results& r = out[t];
  r.reduced = Reduce(reduce).Sum(t);
  port::sync_threads();
  r.partly = Reduce(reduce).Sum(1, 20);
  port::sync_threads();
  r.maximum = Reduce(reduce).Reduce(t % 50, cub::Max());
  port::sync_threads();
  Load(load).Load(in, r.loaded, 2 * Threads - 1, -5);
  r.of_items = Reduce(reduce).Sum(r.loaded);
  Striped().Load(in, r.striped);
  port::sync_threads();
  Scan(scan).InclusiveSum(t, r.inclusive);
  Scan(scan).ExclusiveSum(t, r.exclusive, r.total);
  Scan(scan).ExclusiveSum(r.loaded, r.items);
  Scan(scan).InclusiveSum(r.loaded, r.sums);
  Store().Store(stored, r.items, 2 * Threads - 2);
  r.warp = WarpReduce(warp).Sum(t);
  r.warp_valid = WarpReduce(warp).Sum(1, 10);
  WarpScan(warp_scan).InclusiveSum(1, r.scanned, r.scanned_all);
  WarpScan(warp_scan).ExclusiveSum(1, r.before);
  r.sent = WarpScan(warp_scan).Broadcast(t, 3);
}
template <int Threads> bool block_holds() {
  auto* out = managed<Results>({}, Threads);
  int *in = managed<int>({}, 2 * Threads), *stored = managed<int>({}, 2 * Threads);
  for (int n = 0; n < 2 * Threads; ++n) in[n] = n, stored[n] = -1;
  port::launch<in_a_block<Threads>>(1, Threads)(out, in, stored);
  bool good = port::device_synchronize() == port::success && port::last_error() == port::success;
  const int all = 2 * Threads * (2 * Threads - 1) / 2 - (2 * Threads - 1) - 5;
  good = good && out[0].reduced == Threads * (Threads - 1) / 2 && out[0].partly == 20 &&
         out[0].maximum == std::min(Threads - 1, 49) && out[0].of_items == all;
  for (int t = 0; t < Threads; ++t) {
    const Results& r = out[t];
    const int last = t == Threads - 1;
    good = good && r.loaded[0] == 2 * t && r.loaded[1] == (last ? -5 : 2 * t + 1) && r.striped[1] == Threads + t;
    good = good && r.inclusive == t * (t + 1) / 2 && r.exclusive == t * (t - 1) / 2 &&
           r.total == Threads * (Threads - 1) / 2;
    good = good && r.items[0] == t * (2 * t - 1) && r.items[1] == r.items[0] + 2 * t && r.sums[0] == r.items[1] &&
           r.sums[1] == r.sums[0] + r.loaded[1];
    good = good && stored[2 * t] == (last ? -1 : r.items[0]) && r.scanned == t % 16 + 1 && r.scanned_all == 16 &&
           r.before == t % 16 && r.sent == t / 16 * 16 + 3;
    if (t % 32 == 0) good = good && r.warp == 32 * t + 496 && r.warp_valid == 10;
  }
  return good;
}

int main() {
  of_the_device();
  CHECK(block_holds<64>());
  CHECK(block_holds<96>());
  CHECK(block_holds<32>());
  if (port::peek_error()) std::printf("%s\n", port::error_string(port::last_error()));
  return finished();
}
