// Sum and maximum of an integer array in one pass.
//
// Lanes of a warp exchange values through registers, warps of a block through shared memory, and
// blocks through one atomic each.

#include "acl_port.hpp"
#include <simt_api/asc_simt.h>

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

void check(aclError status, const char* what, int line) {
  if (status == ACL_SUCCESS) return;
  std::fprintf(stderr, "line %d: %s: %s (%s)\n", line, what, acl_port::error_string(status),
               acl_port::error_name(status));
  std::exit(EXIT_FAILURE);
}
#define CUDA_CHECK(call) check((call), #call, __LINE__)

__aicore__ int warp_sum(int value) {
#pragma unroll
  for (int offset = kWarp / 2; offset > 0; offset /= 2) {
    value += asc_shfl_down(value, offset);
  }
  return value;  // whole in lane 0
}

__aicore__ int warp_max(int value) {
#pragma unroll
  for (int mask = kWarp / 2; mask > 0; mask /= 2) {
    value = max(value, asc_shfl_xor(value, mask, kWarp));
  }
  return value;  // the same in every lane
}

struct Extremes {
  int sum;
  int max;
};

__global__ void reduce(const int* __restrict__ values, int count, Extremes* result) {
  __ubuf__ int sums[kWarps];
  __ubuf__ int maxima[kWarps];

  int sum = 0;
  int largest = INT32_MIN;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < count; i += gridDim.x * blockDim.x) {
    const int value = (*(values + i));
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
  asc_syncthreads();

  if (warp == 0) {
    sum = warp_sum(lane < kWarps ? sums[lane] : 0);
    largest = warp_max(lane < kWarps ? maxima[lane] : INT32_MIN);
    __syncwarp();
    if (lane == 0) {
      asc_atomic_add(&result->sum, sum);
      asc_atomic_max(&result->max, largest);
    }
  }
}

}  // namespace

int main() {
  const acl_port::Session session;
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
  CUDA_CHECK(aclrtMalloc((void**)(&d_values), values.size() * sizeof(int), ACL_MEM_MALLOC_HUGE_FIRST));
  CUDA_CHECK(aclrtMalloc((void**)(&d_result), sizeof(Extremes), ACL_MEM_MALLOC_HUGE_FIRST));
  CUDA_CHECK(acl_port::copy(d_values, values.data(), values.size() * sizeof(int), ACL_MEMCPY_DEFAULT));
  CUDA_CHECK(aclrtMemcpy(d_result, sizeof start, &start, sizeof start, ACL_MEMCPY_DEFAULT));

  const int blocks = std::min((count + kThreads - 1) / kThreads, 512);
  reduce<<<blocks, kThreads, 0, nullptr>>>(d_values, count, d_result);
  CUDA_CHECK(aclrtPeekAtLastError(ACL_RT_THREAD_LEVEL));

  Extremes result{};
  CUDA_CHECK(acl_port::copy(&result, d_result, sizeof result, ACL_MEMCPY_DEVICE_TO_HOST));
  CUDA_CHECK(aclrtFree(d_values));
  CUDA_CHECK(aclrtFree(d_result));

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
