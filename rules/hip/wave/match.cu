#include <cuda_runtime.h>

__global__ void count(const int *keys, int *counts, unsigned mask) {
  const int key = keys[threadIdx.x];
  // expect: hip/wave/match
  const auto peers = __match_any_sync(0xffffffff, key);
  // expect: hip/wave/match
  const unsigned long long active = __match_any_sync(__activemask(), key);
  int all_same;
  // expect: hip/wave/match
  if (__match_all_sync(mask, key, &all_same)) counts[0] = 1;
  // ok: hip/wave/match
  counts[1] = __shfl_sync(0xffffffff, key, 0) + __popcll(peers) + __popcll(active);
}
