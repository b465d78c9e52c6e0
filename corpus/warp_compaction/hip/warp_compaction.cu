// Copies the elements that pass a test to the front of another array. The lanes of a warp find
// their places from one vote, and one lane reserves room for all.

#include <hip/hip_runtime.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                         \
  do {                                                                                      \
    const hipError_t status = (call);                                                      \
    if (status != hipSuccess) {                                                            \
      std::printf("warp_compaction: FAILED: %s: %s\n", #call, hipGetErrorString(status));  \
      std::exit(1);                                                                         \
    }                                                                                       \
  } while (0)

__device__ int reserve(int* counter, bool wanted) {
  const unsigned int active = __activemask();
  const unsigned int votes = __ballot_sync(active, wanted);
  if (!__any_sync(active, wanted)) return -1;

  const unsigned int lane = threadIdx.x % warpSize;
  const int leader = __ffs(votes) - 1;
  int base = 0;
  if (lane == static_cast<unsigned int>(leader)) base = atomicAdd(counter, __popc(votes));
  base = __shfl_sync(active, base, leader);
  return wanted ? base + __popc(votes & ((1u << lane) - 1u)) : -1;
}

__global__ void compact(const int* in, int count, int* out, int* kept) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= count) return;
  const int place = reserve(kept, in[i] % 3 == 0);
  if (place >= 0) out[place] = in[i];
}

int main() {
  constexpr int count = 100'003;
  std::vector<int> in(count), out(count), expected;
  for (int i = 0; i < count; ++i) {
    in[i] = static_cast<int>(i * 48271LL % 65537);
    if (in[i] % 3 == 0) expected.push_back(in[i]);
  }

  int *d_in, *d_out, *d_kept, kept = 0;
  CHECK(hipMalloc(&d_in, count * sizeof(int)));
  CHECK(hipMalloc(&d_out, count * sizeof(int)));
  CHECK(hipMalloc(&d_kept, sizeof(int)));
  CHECK(hipMemcpy(d_in, in.data(), count * sizeof(int), hipMemcpyHostToDevice));
  CHECK(hipMemset(d_kept, 0, sizeof(int)));
  compact<<<(count + 127) / 128, 128>>>(d_in, count, d_out, d_kept);
  CHECK(hipGetLastError());
  CHECK(hipMemcpy(&kept, d_kept, sizeof kept, hipMemcpyDeviceToHost));
  CHECK(hipMemcpy(out.data(), d_out, count * sizeof(int), hipMemcpyDeviceToHost));
  CHECK(hipFree(d_in));
  CHECK(hipFree(d_out));
  CHECK(hipFree(d_kept));

  out.resize(std::min(std::max(kept, 0), count));
  std::sort(out.begin(), out.end());  // warps arrive in any order
  std::sort(expected.begin(), expected.end());
  const bool ok = out == expected;
  std::printf("warp_compaction: %s\n", ok ? "ok" : "FAILED: wrong elements");
  return ok ? 0 : 1;
}
