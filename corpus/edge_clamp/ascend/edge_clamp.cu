// Blurs a line of samples with a box of five; indices beyond the ends count as the last sample.
//
// min and max stand here for integers of both signs, for float with double, in device code, in host
// code and in a function for both. No mathematical header is included: nvcc has them by itself.

#include <acl/acl.h>
#include "acl_port.hpp"
#include <simt_api/asc_simt.h>
#include <math.h>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                          \
  do {                                                                                       \
    const aclError status = (call);                                                       \
    if (status != ACL_SUCCESS) {                                                             \
      std::fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, acl_port::error_string(status));   \
      std::exit(EXIT_FAILURE);                                                               \
    }                                                                                        \
  } while (0)

constexpr int threads = 128;
constexpr int reach = 2;

// Brings a sample into the range that a display shows; the same on both sides.
__host__ __aicore__ float shown(float x, double limit) { return min(fmaxf(x, 0.25f), limit); }

__global__ void blur(const float* in, float* out, unsigned int count, float scale, double limit) {
  __ubuf__ float tile[threads + 2 * reach];
  const int first = blockIdx.x * blockDim.x - reach;
  for (int i = threadIdx.x; i < threads + 2 * reach; i += threads) {
    const int at = max(first + i, 0);
    tile[i] = in[min(static_cast<unsigned int>(at), static_cast<unsigned int>(count - 1))];
  }
  asc_syncthreads();

  const unsigned int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= count) return;
  float sum = 0;
  for (int k = 0; k <= 2 * reach; ++k) sum += tile[min(static_cast<unsigned int>(threadIdx.x + k), static_cast<unsigned int>(threads + 2 * reach - 1))];
  out[i] = shown(sum * scale, limit);
}

// The largest difference, or a negative number where a result is none.
float compare(const float* in, const float* out, unsigned int count, float scale, double limit) {
  float worst = 0.125f;
  for (int i = 0; i < static_cast<int>(count); ++i) {
    if (!isfinite(out[i]) || signbit(out[i])) return -1.f;
    float sum = 0;
    for (int k = -reach; k <= reach; ++k) {
      const int at = max(i + k, 0);
      sum += in[min(at, count - 1)];
    }
    const float expected = shown(sum * scale, limit);
    worst = std::max(worst, fabs(out[i] - expected));
  }
  return worst;
}

int main() {
  const acl_port::Session session;
  constexpr unsigned int count = 10007;
  constexpr double limit = 1.75;
  std::vector<float> in(count), out(count);
  for (unsigned int i = 0; i < count; ++i) in[i] = (i * 7919u % 1009u) / 504.5f;

  const float scale = (1.0f / sqrtf((2 * reach + 1) * (2 * reach + 1)));
  const size_t bytes = count * sizeof(float);
  float *d_in = nullptr, *d_out = nullptr;
  CHECK(aclrtMalloc((void**)(&d_in), bytes, ACL_MEM_MALLOC_HUGE_FIRST));
  CHECK(aclrtMalloc((void**)(&d_out), bytes, ACL_MEM_MALLOC_HUGE_FIRST));
  CHECK(acl_port::copy(d_in, in.data(), bytes, ACL_MEMCPY_HOST_TO_DEVICE));
  blur<<<(count + threads - 1) / threads, threads, 0, nullptr>>>(d_in, d_out, count, scale, limit);
  CHECK(aclrtGetLastError(ACL_RT_THREAD_LEVEL));
  CHECK(acl_port::copy(out.data(), d_out, bytes, ACL_MEMCPY_DEVICE_TO_HOST));
  CHECK(aclrtFree(d_in));
  CHECK(aclrtFree(d_out));

  const float worst = compare(in.data(), out.data(), count, scale, limit);
  if (worst < 0 || worst > 0.125f) {
    std::printf("edge_clamp: FAILED, off by %g\n", worst);
    return 1;
  }
  std::printf("edge_clamp: ok\n");
  return 0;
}
