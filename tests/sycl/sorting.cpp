// What of Thrust and CUB sorts, or works by segments: slow to compile for the processor's device, so apart.
#include "algorithms.hpp"

namespace thrust = port::thrust;

int main() {
  thrust::device_vector<int> v{3, 1, 2, 3, 1, 2, 2, 9}, values{0, 1, 2, 3, 4, 5, 6, 7}, keys(8), sums(8);
  thrust::stable_sort_by_key(v.begin(), v.end(), values.begin());
  CHECK(is(v.begin(), {1, 1, 2, 2, 2, 3, 3, 9}) && is(values.begin(), {1, 4, 2, 5, 6, 0, 3, 7}));
  const auto ends = thrust::reduce_by_key(v.begin(), v.end(), values.begin(), keys.begin(), sums.begin());
  CHECK(ends.first - keys.begin() == 4 && is(keys.begin(), {1, 2, 3, 9}) && is(sums.begin(), {5, 13, 3, 7}));
  CHECK(thrust::unique(v.begin(), v.end()) - v.begin() == 4 && is(v.begin(), {1, 2, 3, 9}));
  const thrust::device_vector<int> wanted{2, 5};
  thrust::lower_bound(v.begin(), v.begin() + 4, wanted.begin(), wanted.end(), sums.begin());
  CHECK(is(sums.begin(), {1, 3}));
  CHECK(thrust::lower_bound(v.begin(), v.begin() + 4, 3) - v.begin() == 2 &&
        thrust::upper_bound(v.begin(), v.begin() + 4, 3) - v.begin() == 3);
  CHECK(thrust::binary_search(v.begin(), v.begin() + 4, 9) && !thrust::binary_search(v.begin(), v.begin() + 4, 4));
  CHECK(thrust::equal_range(v.begin(), v.begin() + 4, 2).second - v.begin() == 2);

  const thrust::device_vector<int> runs{7, 7, 8, 8, 8};
  int count = 0;
  int* counted = thrust::device_malloc<int>(1);
  size_t bytes = 1;
  CHECK(cub::DeviceRunLengthEncode::Encode(counted, bytes, runs.begin(), keys.begin(), sums.begin(), counted, 5) ==
        port::success);
  port::memcpy(&count, counted, sizeof count);
  CHECK(count == 2 && is(keys.begin(), {7, 8}) && is(sums.begin(), {2, 3}));
  const thrust::device_vector<int> unsorted{4, 2, 8};
  CHECK(cub::DeviceRadixSort::SortKeysDescending(counted, bytes, unsorted.begin(), keys.begin(), 3) == port::success);
  CHECK(is(keys.begin(), {8, 4, 2}));
  thrust::device_vector<int> few{0x201, 0x103, -1, 0x101}, places{0, 1, 2, 3}, spare(4), spare_places(4);
  cub::DoubleBuffer<int> buffer(few.begin(), spare.begin()), of_places(places.begin(), spare_places.begin());
  CHECK(cub::DeviceRadixSort::SortPairs(counted, bytes, buffer, of_places, 4, 0, 8) == port::success);
  CHECK(is(buffer.Current(), {0x201, 0x101, 0x103, -1}) && is(of_places.Current(), {0, 3, 1, 2}));
  CHECK(cub::DeviceRadixSort::SortPairsDescending(counted, bytes, buffer, of_places, 4) == port::success);
  CHECK(is(buffer.Current(), {0x201, 0x103, 0x101, -1}) && is(of_places.Current(), {0, 1, 3, 2}));
  return finished();
}
