// Sums an array block by block, ranks the positive elements of each warp, and adds up the result
// under a lock: every step counts on warps of 32 threads, as much code written before 2017 does.

#include <simt_api/asc_simt.h>
#include "acl_port.hpp"

#include <cstdio>
#include <vector>

#define FULL_MASK 0xffffffff

constexpr int kWarpSize = 32;
constexpr int kBlock = 256;

__aicore__ void warp_sum(volatile int* shared, int tid) {
  shared[tid] += shared[tid + 32];
  shared[tid] += shared[tid + 16];
  shared[tid] += shared[tid + 8];
  shared[tid] += shared[tid + 4];
  shared[tid] += shared[tid + 2];
  shared[tid] += shared[tid + 1];
}

// The rank of a thread among those of its warp whose value is positive; -1 for the others.
__aicore__ int rank_in_warp(int value) {
  const int lane = threadIdx.x & 31;
  const int votes = asc_ballot(value > 0);
  return value > 0 ? __popc(static_cast<unsigned int>(votes & ((1u << lane) - 1))) : -1;
}

__aicore__ void lock(int* mutex) {
  while (asc_atomic_cas(mutex, 0, 1) != 0) {
  }
}

__aicore__ void unlock(int* mutex) {
  asc_threadfence();
  asc_atomic_exch(mutex, 0);
}

__global__ void block_sums(const int* in, int* ranks, int* total, int* mutex) {
  __ubuf__ int shared[kBlock];
  const int tid = threadIdx.x;
  const int i = blockIdx.x * kBlock + tid;
  shared[tid] = in[i];
  ranks[i] = rank_in_warp(in[i]);
  asc_syncthreads();
  for (int half = kBlock / 2; half > 32; half >>= 1) {
    if (tid < half) shared[tid] += shared[tid + half];
    asc_syncthreads();
  }
  if (tid < 32) warp_sum(shared, tid);
  if (tid == 0) {
    lock(mutex);
    *static_cast<volatile int*>(total) += shared[0];
    unlock(mutex);
  }
}

int main() {
  const acl_port::Session session;
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
  if (aclrtMalloc((void**)(&d_in), count * sizeof(int), ACL_MEM_MALLOC_HUGE_FIRST) != ACL_SUCCESS ||
      aclrtMalloc((void**)(&d_ranks), count * sizeof(int), ACL_MEM_MALLOC_HUGE_FIRST) != ACL_SUCCESS ||
      aclrtMalloc((void**)(&d_total), 2 * sizeof(int), ACL_MEM_MALLOC_HUGE_FIRST) != ACL_SUCCESS) {
    std::printf("warp_assumptions: FAILED: no memory\n");
    return 1;
  }
  acl_port::copy(d_in, in.data(), count * sizeof(int), ACL_MEMCPY_HOST_TO_DEVICE);
  aclrtMemset(d_total, 2 * sizeof(int), 0, 2 * sizeof(int));
  block_sums<<<count / kBlock, kBlock, 0, nullptr>>>(d_in, d_ranks, d_total, d_total + 1);
  int total = 0;
  acl_port::copy(&total, d_total, sizeof(int), ACL_MEMCPY_DEVICE_TO_HOST);
  const aclError status =
      aclrtMemcpy(ranks.data(), count * sizeof(int), d_ranks, count * sizeof(int), ACL_MEMCPY_DEVICE_TO_HOST);
  aclrtFree(d_in);
  aclrtFree(d_ranks);
  aclrtFree(d_total);

  if (status != ACL_SUCCESS || total != expected_total || ranks != expected) {
    std::printf("warp_assumptions: FAILED: %s, sum %d, expected %d\n", acl_port::error_string(status),
                total, expected_total);
    return 1;
  }
  std::printf("warp_assumptions: ok\n");
  return 0;
}
