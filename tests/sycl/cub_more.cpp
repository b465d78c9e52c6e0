// CUB's algorithms of the device in place, by key, and of segments.
#include "algorithms.hpp"

struct is_odd {
  bool operator()(int v) const { return v % 2 != 0; }
};
struct squared {
  int operator()(int v) const { return v * v; }
};

int main() {
  int* const v = managed<int>({3, 1, 2});
  int* const out = managed<int>({});
  int* const count = managed<int>({});
  CHECK(both([&](void* s, size_t& b) { return cub::DeviceScan::InclusiveSum(s, b, v, 3); }) && is(v, {3, 4, 6}));
  CHECK(both([&](void* s, size_t& b) { return cub::DeviceScan::ExclusiveSum(s, b, v, 3); }) && is(v, {0, 3, 7}));
  CHECK(both([&](void* s, size_t& b) { return cub::DeviceScan::InclusiveScan(s, b, v, cub::Max(), 3); }) &&
        is(v, {0, 3, 7}));
  CHECK(both([&](void* s, size_t& b) { return cub::DeviceScan::ExclusiveScan(s, b, v, cub::Sum(), 1, 3); }) &&
        is(v, {1, 1, 4}));
  int* const keys = managed<int>({1, 1, 2, 2, 2});
  int* const ones = managed<int>({1, 2, 3, 4, 5});
  CHECK(both([&](void* s, size_t& b) { return cub::DeviceScan::InclusiveSumByKey(s, b, keys, ones, out, 5); }) &&
        is(out, {1, 3, 3, 7, 12}));
  CHECK(both([&](void* s, size_t& b) { return cub::DeviceScan::ExclusiveSumByKey(s, b, keys, ones, out, 5); }) &&
        is(out, {0, 1, 0, 3, 7}));
  CHECK(both([&](void* s, size_t& b) {
          return cub::DeviceReduce::TransformReduce(s, b, ones, out, 5, cub::Sum(), squared(), 0);
        }) &&
        out[0] == 55);
  CHECK(both([&](void* s, size_t& b) { return cub::DevicePartition::If(s, b, ones, out, count, 5, is_odd()); }) &&
        is(out, {1, 3, 5, 4, 2}) && count[0] == 3);
  int* const offsets = managed<int>({0, 2, 5});
  CHECK(both([&](void* s, size_t& b) {
          return cub::DeviceSegmentedReduce::Max(s, b, ones, out, 2, offsets, offsets + 1);
        }) &&
        is(out, {2, 5}));
  CHECK(both([&](void* s, size_t& b) {
          return cub::DeviceSegmentedReduce::Min(s, b, ones, out, 2, offsets, offsets + 1);
        }) &&
        is(out, {1, 3}));
  int* const places = managed<int>({9, 5, 7});
  int* const along = managed<int>({0, 1, 2});
  CHECK(both([&](void* s, size_t& b) {
          return cub::DeviceMergeSort::SortPairs(s, b, places, along, 3, std::less<>());
        }) &&
        is(places, {5, 7, 9}) && is(along, {1, 2, 0}));
  CHECK(both([&](void* s, size_t& b) {
          return cub::DeviceMergeSort::StableSortKeys(s, b, places, 3, std::greater<>());
        }) &&
        is(places, {9, 7, 5}));
  return finished();
}
