// Evaluates a chain of operations whose temporaries are allocated and freed in stream order.

#include "port.hpp"

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                               \
  do {                                                                                            \
    const port::error_t status = (call);                                                            \
    if (status != port::success) {                                                                  \
      std::printf("stream_ordered_memory: FAILED: %s: %s\n", #call, port::error_string(status));  \
      std::exit(1);                                                                               \
    }                                                                                             \
  } while (0)

// A temporary array that lives between two points of a stream.
template <typename T>
class Temporary {
 public:
  Temporary(size_t count, port::stream_t stream) : stream_(stream) {
    CHECK(port::malloc_async((void**)&data_, count * sizeof(T), stream));
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() { (void)port::free_async(data_, stream_); }
  operator T*() const { return data_; }

 private:
  T* data_ = nullptr;
  port::stream_t stream_;
};

void square(const float* in, float* out, int count) {
  const int i = port::block_idx().x * port::block_dim().x + port::thread_idx().x;
  if (i < count) out[i] = in[i] * in[i];
}

void add_reversed(const float* in, float* out, int count) {
  const int i = port::block_idx().x * port::block_dim().x + port::thread_idx().x;
  if (i < count) out[i] = in[i] + in[count - 1 - i];
}

static void evaluate(const float* in, float* out, int count, port::stream_t stream) {
  const int threads = 128, blocks = (count + threads - 1) / threads;
  const Temporary<float> squares(count, stream);
  port::launch<square>(blocks, threads, 0, stream)(in, squares, count);
  CHECK(port::last_error());
  port::launch<add_reversed>(blocks, threads, 0, stream)(squares, out, count);
  CHECK(port::last_error());
}

int main() {
  constexpr int count = 12'345, repeats = 20;
  int device = 0, supported = 0;
  CHECK(port::get_device(&device));
  CHECK(port::get_attribute(&supported, port::device_attribute::memory_pools_supported, device));
  if (!supported) {
    std::printf("stream_ordered_memory: ok (the device has no memory pools)\n");
    return 0;
  }

  port::mem_pool_t pool;
  uint64_t threshold = 16 << 20;
  CHECK(port::default_mem_pool(&pool, device));
  CHECK(port::mem_pool_set_attribute(pool, port::mem_pool_release_threshold, &threshold));

  std::vector<float> in(count), out(count);
  for (int i = 0; i < count; ++i) in[i] = static_cast<float>(i % 100) / 8.0f;
  port::stream_t stream;
  CHECK(port::stream_create(&stream));
  {
    const Temporary<float> d_in(count, stream), d_out(count, stream);
    CHECK(port::memcpy_async(d_in, in.data(), count * sizeof(float), stream));
    for (int i = 0; i < repeats; ++i) evaluate(d_in, d_out, count, stream);
    CHECK(
        port::memcpy_async(out.data(), d_out, count * sizeof(float), stream));
  }
  CHECK(port::stream_synchronize(stream));
  CHECK(port::mem_pool_trim_to(pool, 0));
  CHECK(port::stream_destroy(stream));

  bool ok = true;
  for (int i = 0; i < count; ++i) {
    const float other = in[count - 1 - i];
    ok = ok && std::fabs(out[i] - (in[i] * in[i] + other * other)) < 1e-3f;
  }
  std::printf("stream_ordered_memory: %s\n", ok ? "ok" : "FAILED: wrong values");
  return ok ? 0 : 1;
}
