// Adds two vectors with a grid-stride loop: the smallest complete CUDA program.
//
// No CUDA header is included on purpose: nvcc supplies the runtime's declarations by itself.

#include <acl/acl.h>
#include "acl_port.hpp"
#include <simt_api/asc_simt.h>
#include <cmath>
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

__global__ void add(const float* __restrict__ a, const float* __restrict__ b,
                    float* __restrict__ sum, int count) {
  const int stride = blockDim.x * gridDim.x;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < count; i += stride) {
    sum[i] = a[i] + b[i];
  }
}

int main() {
  const acl_port::Session session;
  constexpr int count = 1 << 20;
  constexpr int threads = 256;
  constexpr size_t bytes = count * sizeof(float);

  std::vector<float> a(count), b(count), sum(count);
  for (int i = 0; i < count; ++i) {
    a[i] = static_cast<float>(i % 1000) * 0.25f;
    b[i] = static_cast<float>(i % 777) * 0.5f;
  }

  float *d_a = nullptr, *d_b = nullptr, *d_sum = nullptr;
  CHECK(aclrtMalloc((void**)&d_a, bytes, ACL_MEM_MALLOC_HUGE_FIRST));
  CHECK(aclrtMalloc((void**)&d_b, bytes, ACL_MEM_MALLOC_HUGE_FIRST));
  CHECK(aclrtMalloc((void**)(&d_sum), bytes, ACL_MEM_MALLOC_HUGE_FIRST));
  CHECK(acl_port::copy(d_a, a.data(), bytes, ACL_MEMCPY_HOST_TO_DEVICE));
  CHECK(aclrtMemcpy(d_b, bytes, b.data(), bytes, ACL_MEMCPY_HOST_TO_DEVICE));
  CHECK(aclrtMemset(d_sum, bytes, 0, bytes));

  int device = 0, processors = 0;
  CHECK(aclrtGetDevice(&device));
  CHECK(acl_port::device_attribute(&processors, ACL_DEV_ATTR_VECTOR_CORE_NUM, device));
  add<<<4 * processors, threads, 0, nullptr>>>(d_a, d_b, d_sum, count);
  CHECK(aclrtGetLastError(ACL_RT_THREAD_LEVEL));
  CHECK(aclrtSynchronizeDevice());
  CHECK(aclrtMemcpy(sum.data(), bytes, d_sum, bytes, ACL_MEMCPY_DEVICE_TO_HOST));

  CHECK(aclrtFree(d_a));
  CHECK(aclrtFree(d_b));
  CHECK(aclrtFree(d_sum));

  for (int i = 0; i < count; ++i) {
    const float expected = a[i] + b[i];
    if (std::fabs(sum[i] - expected) > 1e-5f) {
      std::printf("vector_add: FAILED at %d: %g, expected %g\n", i, sum[i], expected);
      return 1;
    }
  }
  std::printf("vector_add: ok\n");
  return 0;
}
