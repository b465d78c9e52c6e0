#include "hip_port.hpp"
#include <hip/hip_runtime.h>

__global__ void count(const int *keys, int *counts, unsigned mask) {
  const int key = keys[threadIdx.x];
  // expect: hip/wave/match
  const auto peers = hip_port::match_any_sync(~0ULL, key);
  // expect: hip/wave/match
  const unsigned long long active = hip_port::match_any_sync(__ballot(1), key);
  int all_same;
  // expect: hip/wave/match
  if (hip_port::match_all_sync(mask, key, &all_same)) counts[0] = 1;
  // ok: hip/wave/match
  counts[1] = __shfl(key, 0) + __popcll(peers) + __popcll(active);
}
