// Warps of 32 lanes on every AMD GPU, as CUDA's code means them: what a port with `--warp 32` includes.
//
// A wavefront has 64 lanes on gfx9 and CDNA and 32 on RDNA. Here lanes 0 to 31 and 32 to 63 of a wavefront are two
// warps: a vote returns the 32 bits of the caller's own half, a shuffle reads from it, masks have 32 bits. Threads of a
// block are in the same warps as with CUDA, since wavefronts, too, are filled in the order of threads.
//
// C++17 and HIP 5.2 or later, no other dependency. A comment of the form `/// CUDA` says what a declaration stands for.
// All lanes of a mask have to get to a call together, as on CUDA's GPUs before Volta: lanes of a wavefront share a
// program counter. Lanes that are in a mask and not there are passed over.
#pragma once

#ifdef WARP32_HARDWARE  // another machine below: that of a test
#include WARP32_HARDWARE
#else
#include <hip/hip_runtime.h>

namespace warp32 {
namespace hardware {

/// The number of the lane in its wavefront.
__device__ inline unsigned lane() { return __lane_id(); }

/// One bit for each active lane of the wavefront that says yes.
__device__ inline unsigned long long ballot(bool yes) { return __ballot(yes); }

/// The word that the active lane of this number in the wavefront gives.
__device__ inline unsigned read(unsigned word, unsigned lane) {
  return static_cast<unsigned>(__builtin_amdgcn_ds_bpermute(static_cast<int>(lane * 4), static_cast<int>(word)));
}

/// What lanes wrote before it the others see behind it.
__device__ inline void fence() {
  __builtin_amdgcn_fence(__ATOMIC_ACQ_REL, "wavefront");
  __builtin_amdgcn_wave_barrier();
}

}  // namespace hardware
}  // namespace warp32
#endif

namespace warp32 {

// ==== Lanes

/// warpSize, WARP_SZ
constexpr int size = 32;
constexpr unsigned all_lanes = 0xffffffffu;

/// %laneid
__device__ inline unsigned lane_id() { return hardware::lane() & 31u; }

/// %lanemask_eq, %lanemask_lt, %lanemask_le, %lanemask_ge, %lanemask_gt
__device__ inline unsigned lanemask_eq() { return 1u << lane_id(); }
__device__ inline unsigned lanemask_lt() { return lanemask_eq() - 1u; }
__device__ inline unsigned lanemask_le() { return lanemask_lt() | lanemask_eq(); }
__device__ inline unsigned lanemask_ge() { return ~lanemask_lt(); }
__device__ inline unsigned lanemask_gt() { return ~lanemask_le(); }

/// __syncwarp
__device__ inline void syncwarp(unsigned = all_lanes) { hardware::fence(); }

// ==== Votes

/// __ballot
__device__ inline unsigned ballot(int yes) {
  return static_cast<unsigned>(hardware::ballot(yes != 0) >> (hardware::lane() & 32u));
}

/// __activemask, activemask.b32
__device__ inline unsigned activemask() { return ballot(1); }

/// __any, __all
__device__ inline int any(int yes) { return ballot(yes) != 0; }
__device__ inline int all(int yes) { return ballot(!yes) == 0; }

/// __ballot_sync, __any_sync, __all_sync, vote.sync.*
__device__ inline unsigned ballot_sync(unsigned mask, int yes) { return ballot(yes) & mask; }
__device__ inline int any_sync(unsigned mask, int yes) { return ballot_sync(mask, yes) != 0; }
__device__ inline int all_sync(unsigned mask, int yes) { return ballot_sync(mask, !yes) == 0; }

/// vote.sync.uni
__device__ inline int uniform_sync(unsigned mask, int yes) { return any_sync(mask, yes) == all_sync(mask, yes); }

/// elect.sync: whether this lane is the one of the mask that is chosen
__device__ inline bool elect_sync(unsigned mask) { return (activemask() & mask & lanemask_lt()) == 0; }

// ==== Shuffles, of values of any size: integers, float, double, half, half2, bfloat16, vectors

/// A value in words of 32 bits, as lanes exchange them.
template <typename T>
struct words {
  static constexpr unsigned count = (sizeof(T) + 3) / 4;
  unsigned each[count] = {};

  __device__ explicit words(const T& value) { __builtin_memcpy(each, static_cast<const void*>(&value), sizeof(T)); }

  /// The value, which takes the place of another one.
  __device__ T over(T value) const {
    __builtin_memcpy(static_cast<void*>(&value), each, sizeof(T));
    return value;
  }

  __device__ bool operator==(const words& other) const {
    bool same = true;
    for (unsigned i = 0; i < count; ++i) same = same && each[i] == other.each[i];
    return same;
  }
};

/// The words of a lane of this warp, which is active.
template <typename T>
__device__ words<T> read(words<T> mine, unsigned lane) {
  const unsigned from = (lane & 31u) | (hardware::lane() & 32u);
  for (unsigned i = 0; i < words<T>::count; ++i) mine.each[i] = hardware::read(mine.each[i], from);
  return mine;
}

template <typename T>
__device__ T read_value(T mine, unsigned lane) {
  return read(words<T>(mine), lane).over(mine);
}

/// The lane that a shuffle reads, and whether it is in the group that may be read: the caller's own is read if not.
struct source {
  unsigned lane;
  bool inside;
};

/// What PTX says of shfl: `c` has the last lane of a group (the first for shfl.up), and from bit 8 on the bits of a
/// lane's number that name the group.
struct group_of_lanes {
  unsigned first, last, within;

  __device__ explicit group_of_lanes(unsigned c)
      : first(lane_id() & (c >> 8 & 31u)), last(first | (c & 31u & ~(c >> 8))), within(31u & ~(c >> 8)) {}
};

__device__ inline source found(unsigned lane, bool inside) { return {inside ? lane : lane_id(), inside}; }

/// shfl.sync.idx, .bfly, .down, .up: the source of a lane, from the operands b and c
__device__ inline source source_idx(unsigned b, unsigned c) {
  const group_of_lanes group(c);
  const unsigned lane = group.first | (b & group.within);
  return found(lane, lane <= group.last);
}
__device__ inline source source_bfly(unsigned b, unsigned c) {
  const unsigned lane = lane_id() ^ (b & 31u);
  return found(lane, lane <= group_of_lanes(c).last);
}
__device__ inline source source_down(unsigned b, unsigned c) {
  const unsigned lane = lane_id() + (b & 31u);
  return found(lane, lane <= group_of_lanes(c).last);
}
__device__ inline source source_up(unsigned b, unsigned c) {
  const unsigned step = b & 31u, first = group_of_lanes(c).last;
  return found(lane_id() - step, lane_id() >= first + step);
}

/// The operand c of a shuffle of this width.
__device__ constexpr unsigned groups_of(int width) { return static_cast<unsigned>(size - width) << 8; }

/// __shfl, __shfl_up, __shfl_down, __shfl_xor
template <typename T>
__device__ T shfl(T value, int lane, int width = size) {
  return read_value(value, source_idx(static_cast<unsigned>(lane), groups_of(width) | 31u).lane);
}
template <typename T>
__device__ T shfl_up(T value, unsigned delta, int width = size) {
  return read_value(value, source_up(delta, groups_of(width)).lane);
}
template <typename T>
__device__ T shfl_down(T value, unsigned delta, int width = size) {
  return read_value(value, source_down(delta, groups_of(width) | 31u).lane);
}
template <typename T>
__device__ T shfl_xor(T value, int lanes, int width = size) {
  return read_value(value, source_bfly(static_cast<unsigned>(lanes), groups_of(width) | 31u).lane);
}

/// __shfl_sync, __shfl_up_sync, __shfl_down_sync, __shfl_xor_sync
template <typename T>
__device__ T shfl_sync(unsigned, T value, int lane, int width = size) {
  return shfl(value, lane, width);
}
template <typename T>
__device__ T shfl_up_sync(unsigned, T value, unsigned delta, int width = size) {
  return shfl_up(value, delta, width);
}
template <typename T>
__device__ T shfl_down_sync(unsigned, T value, unsigned delta, int width = size) {
  return shfl_down(value, delta, width);
}
template <typename T>
__device__ T shfl_xor_sync(unsigned, T value, int lanes, int width = size) {
  return shfl_xor(value, lanes, width);
}

// ==== Lanes with the same value

/// The lowest lane of a mask that is not empty.
__device__ inline unsigned lowest(unsigned mask) { return static_cast<unsigned>(__builtin_ctz(mask)); }

/// __match_any_sync, match.any.sync: compares bits. As many steps as there are values.
template <typename T>
__device__ unsigned match_any_sync(unsigned mask, T value) {
  const words<T> mine(value);
  unsigned same = 0;
  for (unsigned left = activemask(); left != 0;) {
    const bool equal = read(mine, lowest(left)) == mine;
    const unsigned votes = ballot(equal);
    if (equal) same = votes;
    left &= ~votes;
  }
  return same & mask;
}

/// __match_all_sync, match.all.sync
template <typename T>
__device__ unsigned match_all_sync(unsigned mask, T value, int* all_same) {
  const words<T> mine(value);
  const unsigned there = activemask() & mask;
  const bool differs = !(read(mine, lowest(there)) == mine);
  const bool same = (ballot(differs) & mask) == 0;
  *all_same = same;
  return same ? there : 0;
}

// ==== Reductions

/// The result of the active lanes of the caller's mask, in their order, or `none`. Masks may differ between lanes.
template <typename T, typename Operation>
__device__ T folded(unsigned mask, T value, Operation operation, T none) {
  T result = none;
  bool begun = false;
  for (unsigned left = activemask(); left != 0; left &= left - 1) {
    const unsigned lane = lowest(left);
    const T other = read_value(value, lane);
    if (mask >> lane & 1u) {
      result = begun ? operation(result, other) : other;
      begun = true;
    }
  }
  return result;
}

/// The result of all active lanes of the mask, which is that of all lanes in it.
template <typename T, typename Operation>
__device__ T reduce_sync(unsigned mask, T value, Operation operation) {
  if ((activemask() & mask) != all_lanes) return folded(mask, value, operation, value);
  for (int step = size / 2; step > 0; step /= 2) value = operation(value, shfl_xor(value, step));
  return value;
}

/// Sums that go around, of integers with a sign as well.
struct sum {
  __device__ unsigned operator()(unsigned a, unsigned b) const { return a + b; }
  __device__ int operator()(int a, int b) const {
    return static_cast<int>(static_cast<unsigned>(a) + static_cast<unsigned>(b));
  }
};
struct least {
  template <typename T>
  __device__ T operator()(T a, T b) const { return b < a ? b : a; }
};
struct most {
  template <typename T>
  __device__ T operator()(T a, T b) const { return a < b ? b : a; }
};
struct both_bits {
  __device__ unsigned operator()(unsigned a, unsigned b) const { return a & b; }
};
struct either_bit {
  __device__ unsigned operator()(unsigned a, unsigned b) const { return a | b; }
};
struct one_bit {
  __device__ unsigned operator()(unsigned a, unsigned b) const { return a ^ b; }
};

/// __reduce_add_sync, __reduce_min_sync, __reduce_max_sync, redux.sync
__device__ inline unsigned reduce_add_sync(unsigned mask, unsigned value) { return reduce_sync(mask, value, sum()); }
__device__ inline int reduce_add_sync(unsigned mask, int value) { return reduce_sync(mask, value, sum()); }
__device__ inline unsigned reduce_min_sync(unsigned mask, unsigned value) { return reduce_sync(mask, value, least()); }
__device__ inline int reduce_min_sync(unsigned mask, int value) { return reduce_sync(mask, value, least()); }
__device__ inline unsigned reduce_max_sync(unsigned mask, unsigned value) { return reduce_sync(mask, value, most()); }
__device__ inline int reduce_max_sync(unsigned mask, int value) { return reduce_sync(mask, value, most()); }

/// __reduce_and_sync, __reduce_or_sync, __reduce_xor_sync
__device__ inline unsigned reduce_and_sync(unsigned mask, unsigned value) { return reduce_sync(mask, value, both_bits()); }
__device__ inline unsigned reduce_or_sync(unsigned mask, unsigned value) { return reduce_sync(mask, value, either_bit()); }
__device__ inline unsigned reduce_xor_sync(unsigned mask, unsigned value) { return reduce_sync(mask, value, one_bit()); }

// ==== Cooperative groups

/// cooperative_groups::coalesced_group: lanes of one warp that are active together
class coalesced_group {
 public:
  /// The lanes, and where the group is one of several that another was parted into, which of how many.
  __device__ explicit coalesced_group(unsigned lanes, unsigned number = 0, unsigned of = 1)
      : lanes_(lanes), number_(number), of_(of) {}

  __device__ unsigned size() const { return static_cast<unsigned>(__builtin_popcount(lanes_)); }
  __device__ unsigned num_threads() const { return size(); }
  __device__ unsigned thread_rank() const { return static_cast<unsigned>(__builtin_popcount(lanes_ & lanemask_lt())); }
  __device__ unsigned meta_group_size() const { return of_; }
  __device__ unsigned meta_group_rank() const { return number_; }
  __device__ void sync() const { syncwarp(lanes_); }

  __device__ int any(int yes) const { return any_sync(lanes_, yes); }
  __device__ int all(int yes) const { return all_sync(lanes_, yes); }
  __device__ unsigned ballot(int yes) const { return ranks(ballot_sync(lanes_, yes)); }
  template <typename T>
  __device__ unsigned match_any(T value) const { return ranks(match_any_sync(lanes_, value)); }
  template <typename T>
  __device__ unsigned match_all(T value, int& all_same) const { return ranks(match_all_sync(lanes_, value, &all_same)); }

  /// From a thread by its rank, or so many ranks below or above: its own value where there is no such thread.
  template <typename T>
  __device__ T shfl(T value, unsigned rank) const { return read_value(value, lane_of(rank)); }
  template <typename T>
  __device__ T shfl_up(T value, unsigned delta) const {
    const unsigned rank = thread_rank();
    return shfl(value, rank >= delta ? rank - delta : rank);
  }
  template <typename T>
  __device__ T shfl_down(T value, unsigned delta) const {
    const unsigned rank = thread_rank();
    return shfl(value, delta < size() - rank ? rank + delta : rank);
  }

  /// The lanes, a bit for each.
  __device__ unsigned lanes() const { return lanes_; }

 private:
  /// Bits by lanes as bits by ranks.
  __device__ unsigned ranks(unsigned votes) const {
    unsigned found = 0, rank = 0;
    for (unsigned left = lanes_; left != 0; left &= left - 1, ++rank) found |= (votes >> lowest(left) & 1u) << rank;
    return found;
  }

  __device__ unsigned lane_of(unsigned rank) const {
    unsigned left = lanes_;
    for (; rank != 0 && (left & (left - 1)) != 0; --rank) left &= left - 1;
    return lowest(left);
  }

  unsigned lanes_, number_, of_;
};

/// cooperative_groups::coalesced_threads
__device__ inline coalesced_group coalesced_threads() { return coalesced_group(activemask()); }

/// The lanes of a group, a bit for each; of a tile of HIP's, which has up to 32.
__device__ inline unsigned lanes_of(const coalesced_group& group) { return group.lanes(); }
template <typename Tile>
__device__ unsigned lanes_of(const Tile& tile) {
  const unsigned count = static_cast<unsigned>(tile.size());
  return all_lanes >> (32u - count) << (lane_id() & ~(count - 1u));
}

/// cooperative_groups::labeled_partition, and tiled_partition of a coalesced group: numbers by the first lanes
template <typename Group, typename T>
__device__ coalesced_group labeled_partition(const Group& group, T label) {
  const unsigned lanes = lanes_of(group), own = match_any_sync(lanes, label);
  const unsigned first = ballot_sync(lanes, lowest(own) == lane_id());
  return coalesced_group(own, static_cast<unsigned>(__builtin_popcount(first & ((1u << lowest(own)) - 1u))),
                         static_cast<unsigned>(__builtin_popcount(first)));
}

/// cooperative_groups::binary_partition: of two parts the second has those for which it holds
template <typename Group>
__device__ coalesced_group binary_partition(const Group& group, bool part) {
  const unsigned lanes = lanes_of(group), yes = ballot_sync(lanes, part), no = ballot_sync(lanes, !part);
  return yes == 0 || no == 0 ? coalesced_group(yes | no) : coalesced_group(part ? yes : no, part, 2);
}

/// ballot, any, all, match_any, match_all of a tile, which HIP's have from 6.3 on, with 64 bits
template <typename Tile>
__device__ unsigned ballot(const Tile& tile, int yes) {
  const unsigned lanes = lanes_of(tile);
  return ballot_sync(lanes, yes) >> lowest(lanes);
}
__device__ inline unsigned ballot(const coalesced_group& group, int yes) { return group.ballot(yes); }
template <typename Tile>
__device__ int any(const Tile& tile, int yes) { return any_sync(lanes_of(tile), yes); }
template <typename Tile>
__device__ int all(const Tile& tile, int yes) { return all_sync(lanes_of(tile), yes); }
template <typename Tile, typename T>
__device__ unsigned match_any(const Tile& tile, T value) {
  const unsigned lanes = lanes_of(tile);
  return match_any_sync(lanes, value) >> lowest(lanes);
}
template <typename T>
__device__ unsigned match_any(const coalesced_group& group, T value) { return group.match_any(value); }
template <typename Tile, typename T>
__device__ unsigned match_all(const Tile& tile, T value, int& all_same) {
  const unsigned lanes = lanes_of(tile);
  return match_all_sync(lanes, value, &all_same) >> lowest(lanes);
}
template <typename T>
__device__ unsigned match_all(const coalesced_group& group, T value, int& all_same) { return group.match_all(value, all_same); }

/// cooperative_groups::reduce, of a tile or a coalesced group; floats are added in the order of this header
template <typename T, typename Operation>
__device__ T reduce(const coalesced_group& group, T value, Operation operation) {
  return reduce_sync(group.lanes(), value, operation);
}
template <typename Tile, typename T, typename Operation>
__device__ T reduce(const Tile& tile, T value, Operation operation) {
  for (unsigned step = static_cast<unsigned>(tile.size()) / 2; step > 0; step /= 2)
    value = operation(value, shfl_xor(value, static_cast<int>(step)));
  return value;
}

/// cooperative_groups::plus, less, greater, bit_and, bit_or, bit_xor, which HIP has from 10.0 on
template <typename T>
struct plus {
  __device__ T operator()(T a, T b) const { return a + b; }
};
template <typename T>
struct less {
  __device__ T operator()(T a, T b) const { return b < a ? b : a; }
};
template <typename T>
struct greater {
  __device__ T operator()(T a, T b) const { return a < b ? b : a; }
};
template <typename T>
struct bit_and {
  __device__ T operator()(T a, T b) const { return a & b; }
};
template <typename T>
struct bit_or {
  __device__ T operator()(T a, T b) const { return a | b; }
};
template <typename T>
struct bit_xor {
  __device__ T operator()(T a, T b) const { return a ^ b; }
};

/// cooperative_groups::inclusive_scan, of a coalesced group or a tile
template <typename T, typename Operation>
__device__ T inclusive_scan(const coalesced_group& group, T value, Operation operation) {
  return folded(group.lanes() & lanemask_le(), value, operation, value);
}
template <typename Tile, typename T, typename Operation>
__device__ T inclusive_scan(const Tile& tile, T value, Operation operation) {
  const unsigned count = static_cast<unsigned>(tile.size()), rank = lane_id() & (count - 1u);
  for (unsigned step = 1; step < count; step *= 2) {
    const T other = shfl_up(value, step, static_cast<int>(count));
    if (rank >= step) value = operation(other, value);
  }
  return value;
}
template <typename Group, typename T>
__device__ T inclusive_scan(const Group& group, T value) { return inclusive_scan(group, value, plus<T>()); }

/// cooperative_groups::exclusive_scan: T() in the first thread, as CUDA's headers have it
template <typename T, typename Operation>
__device__ T exclusive_scan(const coalesced_group& group, T value, Operation operation) {
  return folded(group.lanes() & lanemask_lt(), value, operation, T());
}
template <typename Tile, typename T, typename Operation>
__device__ T exclusive_scan(const Tile& tile, T value, Operation operation) {
  const unsigned count = static_cast<unsigned>(tile.size());
  const T before = shfl_up(inclusive_scan(tile, value, operation), 1, static_cast<int>(count));
  return (lane_id() & (count - 1u)) == 0 ? T() : before;
}
template <typename Group, typename T>
__device__ T exclusive_scan(const Group& group, T value) { return exclusive_scan(group, value, plus<T>()); }

}  // namespace warp32
