// Groups of HIP's that the programs ask for, on simulated wavefronts: a tile's shuffles stay among its own lanes.
#pragma once

#include "hip/hip_runtime.h"

namespace cooperative_groups {

class thread_block {
 public:
  unsigned thread_rank() const { return simulated::thread(); }
  unsigned size() const { return simulated::block_size.x * simulated::block_size.y * simulated::block_size.z; }
  void sync() const { simulated::wait_for_block(); }
};
inline thread_block this_thread_block() { return {}; }

/// Of one block, which is the whole of a cooperative launch here.
class grid_group : public thread_block {};
inline grid_group this_grid() { return {}; }

template <unsigned Size>
class thread_block_tile {
 public:
  static constexpr unsigned size() { return Size; }
  unsigned thread_rank() const { return simulated::thread() % Size; }

  template <typename T>
  T shfl_down(T value, unsigned delta) const {
    const unsigned lane = warp32::hardware::lane();
    const unsigned from = thread_rank() + delta < Size ? lane + delta : lane;
    unsigned words[(sizeof(T) + 3) / 4] = {};
    std::memcpy(words, &value, sizeof(T));
    for (unsigned& word : words) word = warp32::hardware::read(word, from);
    std::memcpy(&value, words, sizeof(T));
    return value;
  }
};

template <unsigned Size>
thread_block_tile<Size> tiled_partition(const thread_block&) {
  static_assert(Size <= 32, "as wide as the narrowest wavefront");
  return {};
}

template <typename Group>
void sync(const Group& group) { group.sync(); }

}  // namespace cooperative_groups
