// Dot product of two vectors in a single launch: tiles of 32 threads reduce with shuffles, blocks
// through shared memory, and after the grid has met block 0 adds what the blocks found.

#include <maca_cooperative_groups.h>
#include <mcr/mc_runtime.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace cg = cooperative_groups;

#define CHECK(call)                                                           \
  do {                                                                        \
    const mcError_t status = (call);                                        \
    if (status != mcSuccess) {                                              \
      std::printf("cooperative_groups_reduce: FAILED: line %d: %s\n", __LINE__, \
                  mcGetErrorString(status));                                \
      std::exit(1);                                                           \
    }                                                                         \
  } while (0)

constexpr unsigned int kTile = 32;
constexpr unsigned int kThreads = 256;

template <typename Tile>
__device__ double tile_sum(const Tile& tile, double value) {
  for (unsigned int delta = tile.size() / 2; delta > 0; delta /= 2) {
    value += tile.shfl_down(value, delta);
  }
  return value;
}

// Whole in thread 0 of the block.
__device__ double block_sum(const cg::thread_block& block, double value) {
  __shared__ double partial[kThreads / kTile];
  const cg::thread_block_tile<kTile> tile = cg::tiled_partition<kTile>(block);
  const unsigned int which = block.thread_rank() / kTile;

  value = tile_sum(tile, value);
  if (tile.thread_rank() == 0) partial[which] = value;
  block.sync();
  if (which == 0) {
    value = tile.thread_rank() < kThreads / kTile ? partial[tile.thread_rank()] : 0.0;
    value = tile_sum(tile, value);
  }
  cg::sync(block);
  return value;
}

__global__ void dot(const double* a, const double* b, size_t count, double* partial,
                    double* result) {
  const cg::grid_group grid = cg::this_grid();
  const cg::thread_block block = cg::this_thread_block();

  double sum = 0.0;
  for (size_t i = grid.thread_rank(); i < count; i += grid.size()) sum += a[i] * b[i];
  sum = block_sum(block, sum);
  if (block.thread_rank() == 0) partial[blockIdx.x] = sum;

  grid.sync();

  if (blockIdx.x != 0) return;
  sum = 0.0;
  for (unsigned int i = block.thread_rank(); i < gridDim.x; i += block.size()) sum += partial[i];
  sum = block_sum(block, sum);
  if (block.thread_rank() == 0) *result = sum;
}

int main() {
  size_t count = 500'000;
  std::vector<double> a(count), b(count);
  double expected = 0.0;
  for (size_t i = 0; i < count; ++i) {
    a[i] = double(i % 1000) / 1000.0;
    b[i] = double(i % 77) / 77.0 - 0.25;
    expected += a[i] * b[i];
  }

  int device = 0, cooperative = 0, processors = 0, blocks_per_processor = 0;
  CHECK(mcGetDevice(&device));
  CHECK(mcDeviceGetAttribute(&cooperative, mcDeviceAttributeCooperativeLaunch, device));
  CHECK(mcDeviceGetAttribute(&processors, mcDeviceAttributeMultiProcessorCount, device));
  if (!cooperative) {
    std::printf("cooperative_groups_reduce: ok (the device has no cooperative launch)\n");
    return 0;
  }
  CHECK(mcOccupancyMaxActiveBlocksPerMultiprocessor(&blocks_per_processor, dot, kThreads, 0));
  const int blocks = processors * blocks_per_processor;  // all resident at once

  const double *d_a, *d_b;
  double *d_partial, *d_result;
  CHECK(mcMalloc((void**)&d_a, count * sizeof(double)));
  CHECK(mcMalloc((void**)&d_b, count * sizeof(double)));
  CHECK(mcMalloc((void**)&d_partial, blocks * sizeof(double)));
  CHECK(mcMalloc((void**)&d_result, sizeof(double)));
  CHECK(mcMemcpy((void*)d_a, a.data(), count * sizeof(double), mcMemcpyHostToDevice));
  CHECK(mcMemcpy((void*)d_b, b.data(), count * sizeof(double), mcMemcpyHostToDevice));

  void* arguments[] = {&d_a, &d_b, &count, &d_partial, &d_result};
  CHECK(
      mcLaunchCooperativeKernel((void*)dot, dim3(blocks), dim3(kThreads), arguments, 0, nullptr));
  CHECK(mcDeviceSynchronize());

  double result = 0.0;
  CHECK(mcMemcpy(&result, d_result, sizeof result, mcMemcpyDeviceToHost));
  for (void* pointer : {(void*)d_a, (void*)d_b, (void*)d_partial, (void*)d_result})
    CHECK(mcFree(pointer));

  if (std::fabs(result - expected) > 1e-9 * std::fabs(expected)) {
    std::printf("cooperative_groups_reduce: FAILED: %.12g, expected %.12g\n", result, expected);
    return 1;
  }
  std::printf("cooperative_groups_reduce: ok\n");
  return 0;
}
