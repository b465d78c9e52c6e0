// CUB's sorts of segments, by flags and by ranges: slow to compile for the processor's device, so apart.
#include "algorithms.hpp"

int main() {
  // Segments in no order of memory, one of them empty, and an item of none: it stays as it was.
  int* const begins = managed<int>({4, 0, 3});
  int* const ends = managed<int>({7, 3, 3});
  float* const keys = managed<float>({2, -1, 2, 9, 5, -3, 4});
  float* const sorted = managed<float>({0, 0, 0, 7, 0, 0, 0});
  int* const values = managed<int>({0, 1, 2, 3, 4, 5, 6});
  int* const along = managed<int>({0, 0, 0, 7, 0, 0, 0});
  CHECK(both([&](void* s, size_t& b) {
          return cub::DeviceSegmentedSort::SortPairs(s, b, keys, sorted, values, along, 7, 3, begins, ends);
        }) &&
        is(sorted, {-1, 2, 2, 7, -3, 4, 5}) && is(along, {1, 0, 2, 7, 5, 6, 4}));
  CHECK(both([&](void* s, size_t& b) {
          return cub::DeviceSegmentedSort::StableSortKeysDescending(s, b, keys, sorted, 7, 3, begins, ends,
                                                                    port::stream_t(nullptr));
        }) &&
        is(sorted, {2, 2, -1, 7, 5, 4, -3}));
  // By some bits, and between two buffers.
  unsigned* const bits = managed<unsigned>({0x21, 0x12, 0x11, 0x35});
  unsigned* const spare = managed<unsigned>({0, 0, 0, 0});
  int* const offsets = managed<int>({0, 3, 4});
  cub::DoubleBuffer<unsigned> buffer(bits, spare);
  CHECK(both([&](void* s, size_t& b) {
          return cub::DeviceSegmentedRadixSort::SortKeys(s, b, buffer, 4, 2, offsets, offsets + 1, 0, 4);
        }) &&
        buffer.Current() == spare && is(spare, {0x21, 0x11, 0x12, 0x35}));
  // Keys below zero come first, whatever their type.
  CHECK(cub::order_of_bits<port::bfloat16>(0, 16, false)(port::bfloat16(-2.0f), port::bfloat16(1.0f)));
  CHECK(cub::order_of_bits<sycl::half>(0, 16, true)(sycl::half(1.0f), sycl::half(-2.0f)));

  int* const flags = managed<int>({1, 0, 1, 0, 2});
  int* const count = managed<int>({0});
  int* const parted = managed<int>({0, 0, 0, 0, 0});
  CHECK(both([&](void* s, size_t& b) {
          return cub::DevicePartition::Flagged(s, b, values, flags, parted, count, 5);
        }) &&
        count[0] == 3 && is(parted, {0, 2, 4, 3, 1}));
  float* const levels = managed<float>({-1, 0, 3, 5});
  int* const counts = managed<int>({8, 8, 8});
  CHECK(both([&](void* s, size_t& b) {
          return cub::DeviceHistogram::HistogramRange(s, b, keys, counts, 4, levels, 7);
        }) &&
        is(counts, {1, 2, 1}));
  return finished();
}
