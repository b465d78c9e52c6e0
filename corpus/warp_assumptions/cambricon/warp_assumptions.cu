// Sums an array block by block, ranks the positive elements of each warp, and adds up the result
// under a lock: every step counts on warps of 32 threads, as much code written before 2017 does.

#include <cnrt.h>

#include <cstdio>
#include <vector>

#define FULL_MASK 0xffffffff

constexpr int kWarpSize = 32;
constexpr int kBlock = 256;

__device__ void warp_sum(volatile int* shared, int tid) {
  shared[tid] += shared[tid + 32];
  shared[tid] += shared[tid + 16];
  shared[tid] += shared[tid + 8];
  shared[tid] += shared[tid + 4];
  shared[tid] += shared[tid + 2];
  shared[tid] += shared[tid + 1];
}

// The rank of a thread among those of its warp whose value is positive; -1 for the others.
__device__ int rank_in_warp(int value) {
  const int lane = threadIdx.x & 31;
  const int votes = __ballot_sync(FULL_MASK, value > 0);
  return value > 0 ? __popc(votes & ((1u << lane) - 1)) : -1;
}

__device__ void lock(int* mutex) {
  while (atomicCAS(mutex, 0, 1) != 0) {
  }
}

__device__ void unlock(int* mutex) {
  __threadfence();
  atomicExch(mutex, 0);
}

__global__ void block_sums(const int* in, int* ranks, int* total, int* mutex) {
  __shared__ int shared[kBlock];
  const int tid = threadIdx.x;
  const int i = blockIdx.x * kBlock + tid;
  shared[tid] = in[i];
  ranks[i] = rank_in_warp(in[i]);
  __syncthreads();
  for (int half = kBlock / 2; half > 32; half >>= 1) {
    if (tid < half) shared[tid] += shared[tid + half];
    __syncthreads();
  }
  if (tid < 32) warp_sum(shared, tid);
  if (tid == 0) {
    lock(mutex);
    *static_cast<volatile int*>(total) += shared[0];
    unlock(mutex);
  }
}

int main() {
  constexpr int count = 64 * kBlock;
  std::vector<int> in(count), ranks(count), expected(count);
  int expected_total = 0;
  for (int i = 0; i < count; ++i) {
    in[i] = (i * 7919) % 13 - 6;
    expected_total += in[i];
  }
  for (int warp = 0; warp < count / kWarpSize; ++warp) {
    int next = 0;
    for (int i = warp * kWarpSize; i < (warp + 1) * kWarpSize; ++i) {
      expected[i] = in[i] > 0 ? next++ : -1;
    }
  }

  int *d_in = nullptr, *d_ranks = nullptr, *d_total = nullptr;
  if (cnrtMalloc((void**)(&d_in), count * sizeof(int)) != cnrtSuccess ||
      cnrtMalloc((void**)(&d_ranks), count * sizeof(int)) != cnrtSuccess ||
      cnrtMalloc((void**)(&d_total), 2 * sizeof(int)) != cnrtSuccess) {
    std::printf("warp_assumptions: FAILED: no memory\n");
    return 1;
  }
  cnrtMemcpy(d_in, (void*)(in.data()), count * sizeof(int), cnrtMemcpyHostToDev);
  cnrtMemset(d_total, 0, 2 * sizeof(int));
  block_sums<<<count / kBlock, kBlock>>>(d_in, d_ranks, d_total, d_total + 1);
  int total = 0;
  cnrtMemcpy(&total, (void*)(d_total), sizeof(int), cnrtMemcpyDevToHost);
  const cnrtRet_t status =
      cnrtMemcpy(ranks.data(), (void*)(d_ranks), count * sizeof(int), cnrtMemcpyDevToHost);
  cnrtFree(d_in);
  cnrtFree(d_ranks);
  cnrtFree(d_total);

  if (status != cnrtSuccess || total != expected_total || ranks != expected) {
    std::printf("warp_assumptions: FAILED: %s, sum %d, expected %d\n", cnrtGetErrorStr(status),
                total, expected_total);
    return 1;
  }
  std::printf("warp_assumptions: ok\n");
  return 0;
}
