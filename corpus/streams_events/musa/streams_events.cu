// Works on an array in chunks, so that the copies of one stream overlap the kernels of another.
//
// Host memory is pinned; a mapped counter is increased by the kernels and read by the host; a join
// stream waits for all others through events; a host function runs at the end.

#include <musa_runtime.h>

#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

#define CHECK(call) check_impl((call), #call, __FILE__, __LINE__)

inline void check_impl(musaError_t status, char const* call, char const* file, int line) {
  if (status == musaSuccess) return;
  std::printf("streams_events: FAILED: %s:%d: %s: %s\n", file, line, call,
              musaGetErrorString(status));
  std::exit(EXIT_FAILURE);
}

// Owners: a deleter per kind of handle, so that nothing leaks on any path.
struct StreamDeleter {
  using pointer = musaStream_t;
  void operator()(musaStream_t stream) const noexcept { musaStreamDestroy(stream); }
};
struct EventDeleter {
  using pointer = musaEvent_t;
  void operator()(musaEvent_t event) const noexcept { musaEventDestroy(event); }
};
using Stream = std::unique_ptr<musaStream_t, StreamDeleter>;
using Event = std::unique_ptr<musaEvent_t, EventDeleter>;

Stream make_stream(int priority = 0) {
  musaStream_t stream = nullptr;
  CHECK(musaStreamCreateWithPriority(&stream, musaStreamNonBlocking, priority));
  return Stream(stream);
}

Event make_event(unsigned int flags = musaEventDefault) {
  musaEvent_t event = nullptr;
  CHECK(musaEventCreateWithFlags(&event, flags));
  return Event(event);
}

__global__ void smooth(float* values, int count, unsigned int* finished) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < count) values[i] = sqrtf(values[i] * values[i] + 1.0f);
  __syncthreads();
  if (threadIdx.x == 0) {
    __threadfence_system();
    atomicAdd(finished, 1u);
  }
}

void MUSART_CB announce(void* data) { static_cast<std::atomic<int>*>(data)->store(1); }

int main() {
  constexpr int chunks = 8, chunk = 1 << 16, count = chunks * chunk, threads = 256;

  float* values = nullptr;  // pinned
  CHECK(musaMallocHost((void**)&values, count * sizeof(float)));
  unsigned int* finished = nullptr;  // pinned and visible to the device
  unsigned int* d_finished = nullptr;
  CHECK(musaHostAlloc(&finished, sizeof *finished, musaHostAllocMapped | musaHostAllocPortable));
  CHECK(musaHostGetDevicePointer(&d_finished, finished, 0));
  *finished = 0;

  std::vector<float> expected(count);
  for (int i = 0; i < count; ++i) {
    values[i] = static_cast<float>(i % 100);
    expected[i] = std::sqrt(values[i] * values[i] + 1.0f);
  }

  int least = 0, greatest = 0;
  CHECK(musaDeviceGetStreamPriorityRange(&least, &greatest));
  const Stream join = make_stream(greatest);
  std::vector<Stream> streams;
  for (int i = 0; i < 4; ++i) streams.push_back(make_stream());

  float* d_values = nullptr;
  CHECK(musaMalloc(&d_values, count * sizeof(float)));

  const Event start = make_event(), stop = make_event(musaEventBlockingSync);
  CHECK(musaEventRecord(start.get(), join.get()));
  for (const Stream& stream : streams) CHECK(musaStreamWaitEvent(stream.get(), start.get(), 0));

  for (int c = 0; c < chunks; ++c) {
    const musaStream_t stream = streams[c % streams.size()].get();
    float* const host = values + c * chunk;
    float* const device = d_values + c * chunk;
    CHECK(musaMemcpyAsync(device, host, chunk * sizeof(float), musaMemcpyHostToDevice, stream));
    smooth<<<(chunk + threads - 1) / threads, threads, 0, stream>>>(device, chunk, d_finished);
    CHECK(musaGetLastError());
    CHECK(musaMemcpyAsync(host, device, chunk * sizeof(float), musaMemcpyDeviceToHost, stream));
  }

  for (const Stream& stream : streams) {
    const Event done = make_event(musaEventDisableTiming);
    CHECK(musaEventRecord(done.get(), stream.get()));
    CHECK(musaStreamWaitEvent(join.get(), done.get(), 0));
  }
  std::atomic<int> announced{0};
  CHECK(musaLaunchHostFunc(join.get(), announce, &announced));
  CHECK(musaEventRecord(stop.get(), join.get()));
  CHECK(musaEventSynchronize(stop.get()));

  float milliseconds = -1.0f;
  CHECK(musaEventElapsedTime(&milliseconds, start.get(), stop.get()));
  const musaError_t pending = musaStreamQuery(join.get());

  bool ok = pending == musaSuccess && milliseconds >= 0.0f && announced.load() == 1;
  ok = ok && *finished == static_cast<unsigned int>(count / threads);
  for (int i = 0; ok && i < count; ++i) ok = std::fabs(values[i] - expected[i]) < 1e-4f;

  CHECK(musaFree(d_values));
  CHECK(musaFreeHost(values));
  CHECK(musaFreeHost(finished));
  std::printf(ok ? "streams_events: ok\n" : "streams_events: FAILED: wrong result\n");
  return ok ? 0 : 1;
}
