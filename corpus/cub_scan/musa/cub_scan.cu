// Where does each row of a ragged table start? Row lengths in, offsets out, and the longest row on
// the way.
//
// Three doors into the library: its own name, a namespace alias and a using declaration.

#include <musa_runtime.h>
#include <cub/block/block_reduce.cuh>
#include <cub/cub.cuh>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <vector>

namespace primitives = cub;
using cub::BlockReduce;

#define CHECK(call)                                                                   \
  do {                                                                                \
    const musaError_t status = (call);                                                \
    if (status != musaSuccess) {                                                      \
      std::printf("cub_scan: FAILED: %s: %s\n", #call, musaGetErrorString(status));   \
      std::exit(1);                                                                   \
    }                                                                                 \
  } while (0)

// Device algorithms are called twice: first for the size of the scratch memory, then for the work.
template <typename Algorithm>
void with_scratch(Algorithm&& run) {
  void* scratch = nullptr;
  size_t bytes = 0;
  CHECK(run(nullptr, bytes));
  CHECK(musaMalloc(&scratch, bytes));
  CHECK(run(scratch, bytes));
  CHECK(musaFree(scratch));
}

struct Longer {
  __host__ __device__ int operator()(int a, int b) const { return a > b ? a : b; }
};

template <int Threads>
__global__ void block_totals(const int* lengths, int count, int* totals, int* longest) {
  using Sum = BlockReduce<int, Threads>;
  using Max = primitives::BlockReduce<int, Threads, primitives::BLOCK_REDUCE_WARP_REDUCTIONS>;
  __shared__ union {
    typename Sum::TempStorage sum;
    typename Max::TempStorage max;
  } storage;

  const int i = blockIdx.x * Threads + threadIdx.x;
  const int length = i < count ? lengths[i] : 0;
  const int total = Sum(storage.sum).Sum(length);
  __syncthreads();  // the storage is used again
  const int peak = Max(storage.max).Reduce(length, Longer());
  if (threadIdx.x == 0) {
    totals[blockIdx.x] = total;
    longest[blockIdx.x] = peak;
  }
}

int main() {
  constexpr int rows = 50'000, threads = 128, blocks = (rows + threads - 1) / threads;
  std::vector<int> lengths(rows), expected(rows);
  for (int i = 0; i < rows; ++i) lengths[i] = i * 37 % 91;
  std::partial_sum(lengths.begin(), lengths.end() - 1, expected.begin() + 1);

  int *d_lengths, *d_offsets, *d_totals, *d_longest, *d_total;
  CHECK(musaMalloc(&d_lengths, rows * sizeof(int)));
  CHECK(musaMalloc(&d_offsets, rows * sizeof(int)));
  CHECK(musaMalloc(&d_totals, blocks * sizeof(int)));
  CHECK(musaMalloc(&d_longest, blocks * sizeof(int)));
  CHECK(musaMalloc(&d_total, sizeof(int)));
  CHECK(musaMemcpy(d_lengths, lengths.data(), rows * sizeof(int), musaMemcpyHostToDevice));

  with_scratch([&](void* scratch, size_t& bytes) {
    return cub::DeviceScan::ExclusiveSum(scratch, bytes, d_lengths, d_offsets, rows);
  });
  block_totals<threads><<<blocks, threads>>>(d_lengths, rows, d_totals, d_longest);
  CHECK(musaGetLastError());
  with_scratch([&](void* scratch, size_t& bytes) {
    return primitives::DeviceReduce::Sum(scratch, bytes, d_totals, d_total, blocks);
  });

  std::vector<int> offsets(rows), longest(blocks);
  int total = 0;
  CHECK(musaMemcpy(offsets.data(), d_offsets, rows * sizeof(int), musaMemcpyDeviceToHost));
  CHECK(musaMemcpy(longest.data(), d_longest, blocks * sizeof(int), musaMemcpyDeviceToHost));
  CHECK(musaMemcpy(&total, d_total, sizeof(int), musaMemcpyDeviceToHost));
  for (int* pointer : {d_lengths, d_offsets, d_totals, d_longest, d_total})
    CHECK(musaFree(pointer));

  const int sum = std::accumulate(lengths.begin(), lengths.end(), 0);
  const int peak = *std::max_element(lengths.begin(), lengths.end());
  const int found = *std::max_element(longest.begin(), longest.end());
  if (offsets != expected || total != sum || found != peak) {
    std::printf("cub_scan: FAILED: total %d (expected %d), longest %d (%d)\n", total, sum, found,
                peak);
    return 1;
  }
  std::printf("cub_scan: ok\n");
  return 0;
}
