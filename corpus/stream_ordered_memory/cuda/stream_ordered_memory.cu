// Evaluates a chain of operations whose temporaries are allocated and freed in stream order.

#include <cuda_runtime.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                               \
  do {                                                                                            \
    const cudaError_t status = (call);                                                            \
    if (status != cudaSuccess) {                                                                  \
      std::printf("stream_ordered_memory: FAILED: %s: %s\n", #call, cudaGetErrorString(status));  \
      std::exit(1);                                                                               \
    }                                                                                             \
  } while (0)

// A temporary array that lives between two points of a stream.
template <typename T>
class Temporary {
 public:
  Temporary(size_t count, cudaStream_t stream) : stream_(stream) {
    CHECK(cudaMallocAsync((void**)&data_, count * sizeof(T), stream));
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() { (void)cudaFreeAsync(data_, stream_); }
  operator T*() const { return data_; }

 private:
  T* data_ = nullptr;
  cudaStream_t stream_;
};

__global__ void square(const float* in, float* out, int count) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < count) out[i] = in[i] * in[i];
}

__global__ void add_reversed(const float* in, float* out, int count) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < count) out[i] = in[i] + in[count - 1 - i];
}

static void evaluate(const float* in, float* out, int count, cudaStream_t stream) {
  const int threads = 128, blocks = (count + threads - 1) / threads;
  const Temporary<float> squares(count, stream);
  square<<<blocks, threads, 0, stream>>>(in, squares, count);
  CHECK(cudaGetLastError());
  add_reversed<<<blocks, threads, 0, stream>>>(squares, out, count);
  CHECK(cudaGetLastError());
}

int main() {
  constexpr int count = 12'345, repeats = 20;
  int device = 0, supported = 0;
  CHECK(cudaGetDevice(&device));
  CHECK(cudaDeviceGetAttribute(&supported, cudaDevAttrMemoryPoolsSupported, device));
  if (!supported) {
    std::printf("stream_ordered_memory: ok (the device has no memory pools)\n");
    return 0;
  }

  cudaMemPool_t pool;
  uint64_t threshold = 16 << 20;
  CHECK(cudaDeviceGetDefaultMemPool(&pool, device));
  CHECK(cudaMemPoolSetAttribute(pool, cudaMemPoolAttrReleaseThreshold, &threshold));

  std::vector<float> in(count), out(count);
  for (int i = 0; i < count; ++i) in[i] = static_cast<float>(i % 100) / 8.0f;
  cudaStream_t stream;
  CHECK(cudaStreamCreate(&stream));
  {
    const Temporary<float> d_in(count, stream), d_out(count, stream);
    CHECK(cudaMemcpyAsync(d_in, in.data(), count * sizeof(float), cudaMemcpyHostToDevice, stream));
    for (int i = 0; i < repeats; ++i) evaluate(d_in, d_out, count, stream);
    CHECK(
        cudaMemcpyAsync(out.data(), d_out, count * sizeof(float), cudaMemcpyDeviceToHost, stream));
  }
  CHECK(cudaStreamSynchronize(stream));
  CHECK(cudaMemPoolTrimTo(pool, 0));
  CHECK(cudaStreamDestroy(stream));

  bool ok = true;
  for (int i = 0; i < count; ++i) {
    const float other = in[count - 1 - i];
    ok = ok && std::fabs(out[i] - (in[i] * in[i] + other * other)) < 1e-3f;
  }
  std::printf("stream_ordered_memory: %s\n", ok ? "ok" : "FAILED: wrong values");
  return ok ? 0 : 1;
}
