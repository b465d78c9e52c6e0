#include <hip/hip_runtime.h>
#include "warp32.hpp"
__device__ unsigned lane() {
  unsigned id;
  // expect: hip/lanes/ptx
  id = warp32::lane_id();
  return id;
}

__device__ unsigned below() {
  unsigned mask;
  // expect: hip/lanes/ptx
  mask = warp32::lanemask_lt();
  return mask;
}

// The predicate tells whether there is a lane to read from.
__device__ int scanned(int value) {
  for (int step = 1; step < 32; step *= 2)
    // expect: hip/lanes/ptx
    do { int t; bool p; { const warp32::source source_lane = warp32::source_up((unsigned)step, (unsigned)0); t = warp32::read_value((unsigned)value, source_lane.lane); p = source_lane.inside; } if (p) value = (unsigned)t + (unsigned)value; } while (0);
  return value;
}

__device__ unsigned voted(unsigned value) {
  unsigned votes, all;
  // expect: cuda/ptx/predicates
  {
    bool p;
    p = (unsigned)value != (unsigned)0;
    votes = warp32::ballot_sync((unsigned)0xffffffff, p);
  }
  // expect: hip/lanes/ptx
  all = warp32::reduce_or_sync((unsigned)0xffffffff, (unsigned)value);
  // ok: hip/lanes/ptx
  votes = __popc((unsigned)votes);
  return votes + all;
}

__device__ unsigned chosen() {
  unsigned is_it;
  // expect: hip/lanes/ptx
  {
    bool p;
    p = warp32::elect_sync((unsigned)0xffffffff);
    is_it = p ? 1 : 0;
  }
  return is_it;
}

__device__ unsigned leader(unsigned mask) {
  unsigned lane;
  // expect: hip/lanes/ptx
  {
    bool p;
    p = warp32::elect_sync((unsigned)mask), lane = warp32::lowest(warp32::activemask() & (unsigned)mask);
  }
  return lane;
}
