__global__ void compact(const int *in, int *out, int *count) {
  const int value = in[threadIdx.x], lane = threadIdx.x & 31;
  // expect: hip/lanes/functions
  const unsigned votes = __ballot_sync(0xffffffff, value > 0);
  int first = 0;
  if (lane == 0) first = atomicAdd(count, __popc(votes));
  // expect: hip/lanes/functions
  first = __shfl_sync(0xffffffff, first, 0);
  // ok: hip/lanes/functions
  if (value > 0) out[first + __popc(votes & ((1u << lane) - 1))] = value;
  // expect: hip/lanes/functions
  if (__all_sync(votes, value > 9)) out[0] = __reduce_max_sync(votes, value);
  // expect: hip/lanes/functions
  __syncwarp();
}

// Through macros as well.
// expect: hip/lanes/functions
#define PEERS(key) __match_any_sync(__activemask(), key)

__device__ unsigned peers(double key) { return PEERS(key); }

// expect: hip/lanes/functions
__device__ int first(int value) { return __ffsll(__ballot_sync(~0u, value)); }
