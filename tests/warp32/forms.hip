// Every form of warp32.hpp that a port may write, for a compiler of HIP: it only has to compile.
#include <hip/hip_fp16.h>
#include <hip/hip_bfloat16.h>
#include <hip/hip_cooperative_groups.h>

#include "warp32.hpp"

template <typename T>
__device__ T exchanged(T value, unsigned mask, int lane) {
  value = warp32::shfl_sync(mask, value, lane);
  value = warp32::shfl_up_sync(mask, value, 1, 16);
  value = warp32::shfl_down_sync(mask, value, 1, 8);
  value = warp32::shfl_xor_sync(mask, value, 1);
  value = warp32::shfl(value, lane, 4);
  value = warp32::shfl_up(value, 1);
  value = warp32::shfl_down(value, 1);
  return warp32::shfl_xor(value, 1, warp32::size);
}

template <typename T>
__global__ void exchange(T* values) {
  values[threadIdx.x] = exchanged(values[threadIdx.x], warp32::activemask(), 3);
}

template __global__ void exchange<int>(int*);
template __global__ void exchange<unsigned long long>(unsigned long long*);
template __global__ void exchange<double>(double*);
template __global__ void exchange<bool>(bool*);
template __global__ void exchange<char>(char*);
template __global__ void exchange<short>(short*);
template __global__ void exchange<__half>(__half*);
template __global__ void exchange<__half2>(__half2*);
template __global__ void exchange<hip_bfloat16>(hip_bfloat16*);
template __global__ void exchange<float4>(float4*);

__global__ void vote(unsigned* out, float* values, double* wide, __half2* halves) {
  const unsigned t = threadIdx.x, lane = t % warp32::size, mask = warp32::all_lanes;
  unsigned found = warp32::ballot_sync(mask, t & 1) ^ warp32::ballot(t & 2) ^ warp32::activemask();
  found += warp32::any_sync(mask, t & 4) + warp32::all_sync(mask, 1) + warp32::any(t & 4) + warp32::all(1);
  found += warp32::uniform_sync(mask, t > 3) + warp32::elect_sync(mask) + warp32::lane_id();
  found ^= warp32::lanemask_eq() ^ warp32::lanemask_lt() ^ warp32::lanemask_le() ^ warp32::lanemask_gt();
  found ^= warp32::lanemask_ge() ^ warp32::match_any_sync(mask, values[t]) ^ warp32::match_any_sync(mask, wide[t]);
  int all = 0;
  found ^= warp32::match_all_sync(mask, halves[t], &all) ^ warp32::match_any_sync(mask, t);
  found += all + warp32::reduce_add_sync(mask, t) + warp32::reduce_min_sync(mask, t) + warp32::reduce_max_sync(mask, t);
  found += warp32::reduce_add_sync(mask, int(t)) + warp32::reduce_min_sync(mask, int(t)) + warp32::reduce_max_sync(mask, -1);
  found += warp32::reduce_and_sync(mask, t) + warp32::reduce_or_sync(mask, t) + warp32::reduce_xor_sync(mask, t);
  const warp32::source from = warp32::source_down(t, 0x1f);
  found += from.inside ? warp32::read_value(found, from.lane) : lane;
  found += warp32::source_up(t, 0).lane + warp32::source_idx(t, 0x1f).lane + warp32::source_bfly(t, 0x1f).lane;
  warp32::syncwarp();
  warp32::syncwarp(mask);
  out[t] = found;
}

__global__ void compact(int* values, unsigned* counts) {
  const int value = values[threadIdx.x];
  if (value > 0) {
    const warp32::coalesced_group active = warp32::coalesced_threads();
    int first = 0, all = 0;
    if (active.thread_rank() == 0) first = atomicAdd(&counts[0], active.size());
    values[active.shfl(first, 0) + active.thread_rank()] = active.shfl_up(value, 1) + active.shfl_down(value, 1);
    counts[1] = active.ballot(value & 1) + active.any(value & 2) + active.all(value & 4) + active.num_threads();
    counts[2] = active.match_any(value) + active.match_all(value, all) + active.meta_group_size();
    const auto part = warp32::labeled_partition(active, value), half = warp32::binary_partition(active, value & 1);
    counts[3] = part.size() + half.size() + active.meta_group_rank();
    active.sync();
  }
}

template <unsigned size>
__global__ void tile(int* values, unsigned* counts, float* sums) {
  const auto tile = cooperative_groups::tiled_partition<size>(cooperative_groups::this_thread_block());
  const int value = values[threadIdx.x];
  counts[0] = warp32::lanes_of(tile) + warp32::ballot(tile, value & 1);
  int alike = 0;
  counts[1] = warp32::any(tile, value & 2) + warp32::all(tile, value & 4);
  counts[1] += warp32::match_any(tile, value) + warp32::match_all(tile, value, alike);
  counts[2] = warp32::labeled_partition(tile, value).size() + warp32::binary_partition(tile, value & 8).size();
  values[0] = warp32::reduce(tile, value, warp32::plus<int>()) + warp32::reduce(tile, value, warp32::less<int>());
  values[1] = warp32::reduce(tile, value, warp32::bit_and<int>()) + warp32::reduce(tile, value, warp32::bit_or<int>());
  values[2] = warp32::reduce(tile, value, warp32::bit_xor<int>());
  sums[0] = warp32::reduce(tile, sums[1], warp32::greater<float>());
  const auto active = warp32::coalesced_threads();
  values[4] = warp32::inclusive_scan(tile, value) + warp32::exclusive_scan(tile, value, warp32::greater<int>());
  values[5] = warp32::inclusive_scan(active, value, warp32::bit_or<int>()) + warp32::exclusive_scan(active, value);
  values[3] = warp32::reduce(active, value, warp32::plus<int>()) + int(warp32::lanes_of(active));
}

template __global__ void tile<1>(int*, unsigned*, float*);
template __global__ void tile<16>(int*, unsigned*, float*);
template __global__ void tile<32>(int*, unsigned*, float*);
