// Evaluates a chain of operations whose temporaries are allocated and freed in stream order.

#include "acl_port.hpp"
#include <simt_api/asc_simt.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                               \
  do {                                                                                            \
    const aclError status = (call);                                                            \
    if (status != ACL_SUCCESS) {                                                                  \
      std::printf("stream_ordered_memory: FAILED: %s: %s\n", #call, acl_port::error_string(status));  \
      std::exit(1);                                                                               \
    }                                                                                             \
  } while (0)

// A temporary array that lives between two points of a stream.
template <typename T>
class Temporary {
 public:
  Temporary(size_t count, aclrtStream stream) : stream_(stream) {
    CHECK(acl_port::malloc_async((void**)&data_, count * sizeof(T), stream));
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() { (void)aclrtMemPoolFreeAsync(data_, stream_); }
  operator T*() const { return data_; }

 private:
  T* data_ = nullptr;
  aclrtStream stream_;
};

__global__ void square(const float* in, float* out, int count) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < count) out[i] = in[i] * in[i];
}

__global__ void add_reversed(const float* in, float* out, int count) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < count) out[i] = in[i] + in[count - 1 - i];
}

static void evaluate(const float* in, float* out, int count, aclrtStream stream) {
  const int threads = 128, blocks = (count + threads - 1) / threads;
  const Temporary<float> squares(count, stream);
  square<<<blocks, threads, 0, stream>>>(in, squares, count);
  CHECK(aclrtGetLastError(ACL_RT_THREAD_LEVEL));
  add_reversed<<<blocks, threads, 0, stream>>>(squares, out, count);
  CHECK(aclrtGetLastError(ACL_RT_THREAD_LEVEL));
}

int main() {
  const acl_port::Session session;
  constexpr int count = 12'345, repeats = 20;
  int device = 0, supported = 0;
  CHECK(aclrtGetDevice(&device));
  CHECK(acl_port::has_pools(&supported, device));
  if (!supported) {
    std::printf("stream_ordered_memory: ok (the device has no memory pools)\n");
    return 0;
  }

  aclrtMemPool pool;
  uint64_t threshold = 16 << 20;
  CHECK(acl_port::default_pool(&pool, device));
  CHECK(aclrtMemPoolSetAttr(pool, ACL_RT_MEM_POOL_ATTR_RELEASE_THRESHOLD, &threshold));

  std::vector<float> in(count), out(count);
  for (int i = 0; i < count; ++i) in[i] = static_cast<float>(i % 100) / 8.0f;
  aclrtStream stream;
  CHECK(aclrtCreateStream(&stream));
  {
    const Temporary<float> d_in(count, stream), d_out(count, stream);
    CHECK(aclrtMemcpyAsync(d_in, count * sizeof(float), in.data(), count * sizeof(float), ACL_MEMCPY_HOST_TO_DEVICE, stream));
    for (int i = 0; i < repeats; ++i) evaluate(d_in, d_out, count, stream);
    CHECK(
        aclrtMemcpyAsync(out.data(), count * sizeof(float), d_out, count * sizeof(float), ACL_MEMCPY_DEVICE_TO_HOST, stream));
  }
  CHECK(aclrtSynchronizeStream(stream));
  CHECK(aclrtMemPoolTrimTo(pool, 0));
  CHECK(acl_port::stream_destroy(stream));

  bool ok = true;
  for (int i = 0; i < count; ++i) {
    const float other = in[count - 1 - i];
    ok = ok && std::fabs(out[i] - (in[i] * in[i] + other * other)) < 1e-3f;
  }
  std::printf("stream_ordered_memory: %s\n", ok ? "ok" : "FAILED: wrong values");
  return ok ? 0 : 1;
}
