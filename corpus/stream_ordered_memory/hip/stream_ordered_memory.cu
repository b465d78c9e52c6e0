// Evaluates a chain of operations whose temporaries are allocated and freed in stream order.

#include <hip/hip_runtime.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                               \
  do {                                                                                            \
    const hipError_t status = (call);                                                            \
    if (status != hipSuccess) {                                                                  \
      std::printf("stream_ordered_memory: FAILED: %s: %s\n", #call, hipGetErrorString(status));  \
      std::exit(1);                                                                               \
    }                                                                                             \
  } while (0)

// A temporary array that lives between two points of a stream.
template <typename T>
class Temporary {
 public:
  Temporary(size_t count, hipStream_t stream) : stream_(stream) {
    CHECK(hipMallocAsync((void**)&data_, count * sizeof(T), stream));
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() { (void)hipFreeAsync(data_, stream_); }
  operator T*() const { return data_; }

 private:
  T* data_ = nullptr;
  hipStream_t stream_;
};

__global__ void square(const float* in, float* out, int count) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < count) out[i] = in[i] * in[i];
}

__global__ void add_reversed(const float* in, float* out, int count) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < count) out[i] = in[i] + in[count - 1 - i];
}

static void evaluate(const float* in, float* out, int count, hipStream_t stream) {
  const int threads = 128, blocks = (count + threads - 1) / threads;
  const Temporary<float> squares(count, stream);
  square<<<blocks, threads, 0, stream>>>(in, squares, count);
  CHECK(hipGetLastError());
  add_reversed<<<blocks, threads, 0, stream>>>(squares, out, count);
  CHECK(hipGetLastError());
}

int main() {
  constexpr int count = 12'345, repeats = 20;
  int device = 0, supported = 0;
  CHECK(hipGetDevice(&device));
  CHECK(hipDeviceGetAttribute(&supported, hipDeviceAttributeMemoryPoolsSupported, device));
  if (!supported) {
    std::printf("stream_ordered_memory: ok (the device has no memory pools)\n");
    return 0;
  }

  hipMemPool_t pool;
  uint64_t threshold = 16 << 20;
  CHECK(hipDeviceGetDefaultMemPool(&pool, device));
  CHECK(hipMemPoolSetAttribute(pool, hipMemPoolAttrReleaseThreshold, &threshold));

  std::vector<float> in(count), out(count);
  for (int i = 0; i < count; ++i) in[i] = static_cast<float>(i % 100) / 8.0f;
  hipStream_t stream;
  CHECK(hipStreamCreate(&stream));
  {
    const Temporary<float> d_in(count, stream), d_out(count, stream);
    CHECK(hipMemcpyAsync(d_in, in.data(), count * sizeof(float), hipMemcpyHostToDevice, stream));
    for (int i = 0; i < repeats; ++i) evaluate(d_in, d_out, count, stream);
    CHECK(
        hipMemcpyAsync(out.data(), d_out, count * sizeof(float), hipMemcpyDeviceToHost, stream));
  }
  CHECK(hipStreamSynchronize(stream));
  CHECK(hipMemPoolTrimTo(pool, 0));
  CHECK(hipStreamDestroy(stream));

  bool ok = true;
  for (int i = 0; i < count; ++i) {
    const float other = in[count - 1 - i];
    ok = ok && std::fabs(out[i] - (in[i] * in[i] + other * other)) < 1e-3f;
  }
  std::printf("stream_ordered_memory: %s\n", ok ? "ok" : "FAILED: wrong values");
  return ok ? 0 : 1;
}
