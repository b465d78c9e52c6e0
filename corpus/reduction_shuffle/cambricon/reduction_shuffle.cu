// Sum and maximum of an integer array in one pass.
//
// Lanes of a warp exchange values through registers, warps of a block through shared memory, and
// blocks through one atomic each.

#include <cnrt.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <vector>

namespace {

constexpr unsigned kFullMask = 0xffffffffu;
constexpr int kWarp = 32;
constexpr int kThreads = 256;
constexpr int kWarps = kThreads / kWarp;

void check(cnrtRet_t status, const char* what, int line) {
  if (status == cnrtSuccess) return;
  std::fprintf(stderr, "line %d: %s: %s (%s)\n", line, what, cnrtGetErrorStr(status),
               cnrtGetErrorName(status));
  std::exit(EXIT_FAILURE);
}
#define CUDA_CHECK(call) check((call), #call, __LINE__)

__device__ int warp_sum(int value) {
#pragma unroll
  for (int offset = kWarp / 2; offset > 0; offset /= 2) {
    value += __shfl_down_sync(kFullMask, value, offset);
  }
  return value;  // whole in lane 0
}

__device__ int warp_max(int value) {
#pragma unroll
  for (int mask = kWarp / 2; mask > 0; mask /= 2) {
    value = max(value, __shfl_xor_sync(kFullMask, value, mask, kWarp));
  }
  return value;  // the same in every lane
}

struct Extremes {
  int sum;
  int max;
};

__global__ void reduce(const int* __restrict__ values, int count, Extremes* result) {
  __shared__ int sums[kWarps];
  __shared__ int maxima[kWarps];

  int sum = 0;
  int largest = INT32_MIN;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < count; i += gridDim.x * blockDim.x) {
    const int value = __ldg(values + i);
    sum += value;
    largest = max(largest, value);
  }

  const int lane = threadIdx.x % kWarp;
  const int warp = threadIdx.x / kWarp;
  sum = warp_sum(sum);
  largest = warp_max(largest);
  if (lane == 0) {
    sums[warp] = sum;
    maxima[warp] = largest;
  }
  __syncthreads();

  if (warp == 0) {
    sum = warp_sum(lane < kWarps ? sums[lane] : 0);
    largest = warp_max(lane < kWarps ? maxima[lane] : INT32_MIN);
    __syncwarp();
    if (lane == 0) {
      atomicAdd(&result->sum, sum);
      atomicMax(&result->max, largest);
    }
  }
}

}  // namespace

int main() {
  constexpr int count = 1'000'003;
  std::vector<int> values(count);
  uint32_t state = 12345;
  for (int& value : values) {
    state = state * 1664525u + 1013904223u;
    value = static_cast<int>(state >> 20) - 2048;
  }

  int* d_values = nullptr;
  Extremes* d_result = nullptr;
  const Extremes start = {0, std::numeric_limits<int>::min()};
  CUDA_CHECK(cnrtMalloc((void**)(&d_values), values.size() * sizeof(int)));
  CUDA_CHECK(cnrtMalloc((void**)(&d_result), sizeof(Extremes)));
  CUDA_CHECK(cnrtMemcpy(d_values, (void*)(values.data()), values.size() * sizeof(int), cnrtMemcpyNoDirection));
  CUDA_CHECK(cnrtMemcpy(d_result, (void*)(&start), sizeof start, cnrtMemcpyNoDirection));

  const int blocks = std::min((count + kThreads - 1) / kThreads, 512);
  reduce<<<blocks, kThreads>>>(d_values, count, d_result);
  CUDA_CHECK(cnrtPeekAtLastError());

  Extremes result{};
  CUDA_CHECK(cnrtMemcpy(&result, (void*)(d_result), sizeof result, cnrtMemcpyDevToHost));
  CUDA_CHECK(cnrtFree(d_values));
  CUDA_CHECK(cnrtFree(d_result));

  int sum = 0;
  for (const int value : values) sum += value;
  const int largest = *std::max_element(values.begin(), values.end());
  if (result.sum != sum || result.max != largest) {
    std::printf("reduction_shuffle: FAILED: sum %d (expected %d), max %d (expected %d)\n",
                result.sum, sum, result.max, largest);
    return 1;
  }
  std::printf("reduction_shuffle: ok\n");
  return 0;
}
