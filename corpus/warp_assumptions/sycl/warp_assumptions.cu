// Sums an array block by block, ranks the positive elements of each warp, and adds up the result
// under a lock: every step counts on warps of 32 threads, as much code written before 2017 does.

#include "port.hpp"

#include <cstdio>
#include <vector>

#define FULL_MASK 0xffffffff

constexpr int kWarpSize = 32;
constexpr int kBlock = 256;

void warp_sum(volatile int* shared, int tid) {
  shared[tid] += shared[tid + 32];
  shared[tid] += shared[tid + 16];
  shared[tid] += shared[tid + 8];
  shared[tid] += shared[tid + 4];
  shared[tid] += shared[tid + 2];
  shared[tid] += shared[tid + 1];
}

// The rank of a thread among those of its warp whose value is positive; -1 for the others.
int rank_in_warp(int value) {
  const int lane = port::thread_idx().x & 31;
  const int votes = port::ballot(value > 0);
  return value > 0 ? port::popc(votes & ((1u << lane) - 1)) : -1;
}

void lock(int* mutex) {
  while (port::atomic_cas(mutex, 0, 1) != 0) {
  }
}

void unlock(int* mutex) {
  sycl::atomic_fence(sycl::memory_order::acq_rel, sycl::memory_scope::device);
  port::atomic(mutex).exchange(0);
}

void block_sums(const int* in, int* ranks, int* total, int* mutex) {
  auto& shared = PORT_SHARED(int[kBlock]);
  const int tid = port::thread_idx().x;
  const int i = port::block_idx().x * kBlock + tid;
  shared[tid] = in[i];
  ranks[i] = rank_in_warp(in[i]);
  sycl::group_barrier(port::block());
  for (int half = kBlock / 2; half > 32; half >>= 1) {
    if (tid < half) shared[tid] += shared[tid + half];
    sycl::group_barrier(port::block());
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
  if (port::malloc(&d_in, count * sizeof(int)) != port::success ||
      port::malloc(&d_ranks, count * sizeof(int)) != port::success ||
      port::malloc(&d_total, 2 * sizeof(int)) != port::success) {
    std::printf("warp_assumptions: FAILED: no memory\n");
    return 1;
  }
  port::memcpy(d_in, in.data(), count * sizeof(int));
  port::memset(d_total, 0, 2 * sizeof(int));
  port::launch<block_sums>(count / kBlock, kBlock)(d_in, d_ranks, d_total, d_total + 1);
  int total = 0;
  port::memcpy(&total, d_total, sizeof(int));
  const port::error_t status =
      port::memcpy(ranks.data(), d_ranks, count * sizeof(int));
  port::free(d_in);
  port::free(d_ranks);
  port::free(d_total);

  if (status != port::success || total != expected_total || ranks != expected) {
    std::printf("warp_assumptions: FAILED: %s, sum %d, expected %d\n", port::error_string(status),
                total, expected_total);
    return 1;
  }
  std::printf("warp_assumptions: ok\n");
  return 0;
}
