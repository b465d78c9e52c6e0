#include <hip/hip_runtime.h>
#include "warp32.hpp"
__global__ void compact(const int *in, int *out, int *count) {
  const int value = in[threadIdx.x], lane = threadIdx.x & 31;
  // expect: hip/lanes/functions
  const unsigned votes = warp32::ballot_sync(0xffffffff, value > 0);
  int first = 0;
  if (lane == 0) first = atomicAdd(count, __popc(votes));
  // expect: hip/lanes/functions
  first = warp32::shfl_sync(0xffffffff, first, 0);
  // ok: hip/lanes/functions
  if (value > 0) out[first + __popc(votes & ((1u << lane) - 1))] = value;
  // expect: hip/lanes/functions
  if (warp32::all_sync(votes, value > 9)) out[0] = warp32::reduce_max_sync(votes, value);
  // expect: hip/lanes/functions
  warp32::syncwarp();
}

// Through macros as well.
// expect: hip/lanes/functions
#define PEERS(key) warp32::match_any_sync(warp32::activemask(), key)

__device__ unsigned peers(double key) { return PEERS(key); }

// expect: hip/lanes/functions
__device__ int first(int value) { return __ffsll((long long)warp32::ballot_sync(~0u, value)); }
