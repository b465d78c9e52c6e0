// Works on an array in chunks, so that the copies of one stream overlap the kernels of another.
//
// Host memory is pinned; a mapped counter is increased by the kernels and read by the host; a join
// stream waits for all others through events; a host function runs at the end.

#include "port.hpp"

#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

#define CHECK(call) check_impl((call), #call, __FILE__, __LINE__)

inline void check_impl(port::error_t status, char const* call, char const* file, int line) {
  if (status == port::success) return;
  std::printf("streams_events: FAILED: %s:%d: %s: %s\n", file, line, call,
              port::error_string(status));
  std::exit(EXIT_FAILURE);
}

// Owners: a deleter per kind of handle, so that nothing leaks on any path.
struct StreamDeleter {
  using pointer = port::stream_t;
  void operator()(port::stream_t stream) const noexcept { port::stream_destroy(stream); }
};
struct EventDeleter {
  using pointer = port::event_t;
  void operator()(port::event_t event) const noexcept { port::event_destroy(event); }
};
using Stream = std::unique_ptr<port::stream_t, StreamDeleter>;
using Event = std::unique_ptr<port::event_t, EventDeleter>;

Stream make_stream(int priority = 0) {
  port::stream_t stream = nullptr;
  CHECK(port::stream_create(&stream, port::stream_non_blocking, priority));
  return Stream(stream);
}

Event make_event(unsigned int flags = port::event_default) {
  port::event_t event = nullptr;
  CHECK(port::event_create(&event, flags));
  return Event(event);
}

void smooth(float* values, int count, unsigned int* finished) {
  const int i = port::block_idx().x * port::block_dim().x + port::thread_idx().x;
  if (i < count) values[i] = sqrtf(values[i] * values[i] + 1.0f);
  sycl::group_barrier(port::block());
  if (port::thread_idx().x == 0) {
    sycl::atomic_fence(sycl::memory_order::acq_rel, sycl::memory_scope::system);
    port::atomic(finished).fetch_add(1u);
  }
}

void announce(void* data) { static_cast<std::atomic<int>*>(data)->store(1); }

int main() {
  constexpr int chunks = 8, chunk = 1 << 16, count = chunks * chunk, threads = 256;

  float* values = nullptr;  // pinned
  CHECK(port::malloc_host((void**)&values, count * sizeof(float)));
  unsigned int* finished = nullptr;  // pinned and visible to the device
  unsigned int* d_finished = nullptr;
  CHECK(port::malloc_host(&finished, sizeof *finished));
  CHECK(port::device_pointer(&d_finished, finished));
  *finished = 0;

  std::vector<float> expected(count);
  for (int i = 0; i < count; ++i) {
    values[i] = static_cast<float>(i % 100);
    expected[i] = std::sqrt(values[i] * values[i] + 1.0f);
  }

  int least = 0, greatest = 0;
  CHECK(port::stream_priority_range(&least, &greatest));
  const Stream join = make_stream(greatest);
  std::vector<Stream> streams;
  for (int i = 0; i < 4; ++i) streams.push_back(make_stream());

  float* d_values = nullptr;
  CHECK(port::malloc(&d_values, count * sizeof(float)));

  const Event start = make_event(), stop = make_event(port::event_blocking_sync);
  CHECK(port::event_record(start.get(), join.get()));
  for (const Stream& stream : streams) CHECK(port::stream_wait_event(stream.get(), start.get()));

  for (int c = 0; c < chunks; ++c) {
    const port::stream_t stream = streams[c % streams.size()].get();
    float* const host = values + c * chunk;
    float* const device = d_values + c * chunk;
    CHECK(port::memcpy_async(device, host, chunk * sizeof(float), stream));
    port::launch<smooth>((chunk + threads - 1) / threads, threads, 0, stream)(device, chunk, d_finished);
    CHECK(port::last_error());
    CHECK(port::memcpy_async(host, device, chunk * sizeof(float), stream));
  }

  for (const Stream& stream : streams) {
    const Event done = make_event(port::event_disable_timing);
    CHECK(port::event_record(done.get(), stream.get()));
    CHECK(port::stream_wait_event(join.get(), done.get()));
  }
  std::atomic<int> announced{0};
  CHECK(port::launch_host_func(join.get(), announce, &announced));
  CHECK(port::event_record(stop.get(), join.get()));
  CHECK(port::event_synchronize(stop.get()));

  float milliseconds = -1.0f;
  CHECK(port::event_elapsed(&milliseconds, start.get(), stop.get()));
  const port::error_t pending = port::stream_query(join.get());

  bool ok = pending == port::success && milliseconds >= 0.0f && announced.load() == 1;
  ok = ok && *finished == static_cast<unsigned int>(count / threads);
  for (int i = 0; ok && i < count; ++i) ok = std::fabs(values[i] - expected[i]) < 1e-4f;

  CHECK(port::free(d_values));
  CHECK(port::free_host(values));
  CHECK(port::free_host(finished));
  std::printf(ok ? "streams_events: ok\n" : "streams_events: FAILED: wrong result\n");
  return ok ? 0 : 1;
}
