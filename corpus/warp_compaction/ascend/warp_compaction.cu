// Copies the elements that pass a test to the front of another array. The lanes of a warp find
// their places from one vote, and one lane reserves room for all.

#include "acl_port.hpp"
#include <simt_api/asc_simt.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                         \
  do {                                                                                      \
    const aclError status = (call);                                                      \
    if (status != ACL_SUCCESS) {                                                            \
      std::printf("warp_compaction: FAILED: %s: %s\n", #call, acl_port::error_string(status));  \
      std::exit(1);                                                                         \
    }                                                                                       \
  } while (0)

__aicore__ int reserve(int* counter, bool wanted) {
  const unsigned int active = asc_activemask();
  const unsigned int votes = asc_ballot(wanted);
  if (!asc_any(wanted)) return -1;

  const unsigned int lane = threadIdx.x % warpSize;
  const int leader = __ffs(static_cast<int>(votes)) - 1;
  int base = 0;
  if (lane == static_cast<unsigned int>(leader)) base = asc_atomic_add(counter, __popc(static_cast<unsigned int>(votes)));
  base = asc_shfl(base, leader);
  return wanted ? base + __popc(static_cast<unsigned int>(votes & ((1u << lane) - 1u))) : -1;
}

__global__ void compact(const int* in, int count, int* out, int* kept) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= count) return;
  const int place = reserve(kept, in[i] % 3 == 0);
  if (place >= 0) out[place] = in[i];
}

int main() {
  const acl_port::Session session;
  constexpr int count = 100'003;
  std::vector<int> in(count), out(count), expected;
  for (int i = 0; i < count; ++i) {
    in[i] = static_cast<int>(i * 48271LL % 65537);
    if (in[i] % 3 == 0) expected.push_back(in[i]);
  }

  int *d_in, *d_out, *d_kept, kept = 0;
  CHECK(aclrtMalloc((void**)(&d_in), count * sizeof(int), ACL_MEM_MALLOC_HUGE_FIRST));
  CHECK(aclrtMalloc((void**)(&d_out), count * sizeof(int), ACL_MEM_MALLOC_HUGE_FIRST));
  CHECK(aclrtMalloc((void**)(&d_kept), sizeof(int), ACL_MEM_MALLOC_HUGE_FIRST));
  CHECK(acl_port::copy(d_in, in.data(), count * sizeof(int), ACL_MEMCPY_HOST_TO_DEVICE));
  CHECK(aclrtMemset(d_kept, sizeof(int), 0, sizeof(int)));
  compact<<<(count + 127) / 128, 128, 0, nullptr>>>(d_in, count, d_out, d_kept);
  CHECK(aclrtGetLastError(ACL_RT_THREAD_LEVEL));
  CHECK(acl_port::copy(&kept, d_kept, sizeof kept, ACL_MEMCPY_DEVICE_TO_HOST));
  CHECK(aclrtMemcpy(out.data(), count * sizeof(int), d_out, count * sizeof(int), ACL_MEMCPY_DEVICE_TO_HOST));
  CHECK(aclrtFree(d_in));
  CHECK(aclrtFree(d_out));
  CHECK(aclrtFree(d_kept));

  out.resize(std::min(std::max(kept, 0), count));
  std::sort(out.begin(), out.end());  // warps arrive in any order
  std::sort(expected.begin(), expected.end());
  const bool ok = out == expected;
  std::printf("warp_compaction: %s\n", ok ? "ok" : "FAILED: wrong elements");
  return ok ? 0 : 1;
}
