// Works on an array in chunks, so that the copies of one stream overlap the kernels of another.
//
// Host memory is pinned; a mapped counter is increased by the kernels and read by the host; a join
// stream waits for all others through events; a host function runs at the end.

#include <cnrt.h>

#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

#define CHECK(call) check_impl((call), #call, __FILE__, __LINE__)

inline void check_impl(cnrtRet_t status, char const* call, char const* file, int line) {
  if (status == cnrtSuccess) return;
  std::printf("streams_events: FAILED: %s:%d: %s: %s\n", file, line, call,
              cnrtGetErrorStr(status));
  std::exit(EXIT_FAILURE);
}

// Owners: a deleter per kind of handle, so that nothing leaks on any path.
struct StreamDeleter {
  using pointer = cnrtQueue_t;
  void operator()(cnrtQueue_t stream) const noexcept { cnrtQueueDestroy(stream); }
};
struct EventDeleter {
  using pointer = cnrtNotifier_t;
  void operator()(cnrtNotifier_t event) const noexcept { cnrtNotifierDestroy(event); }
};
using Stream = std::unique_ptr<cnrtQueue_t, StreamDeleter>;
using Event = std::unique_ptr<cnrtNotifier_t, EventDeleter>;

Stream make_stream(int priority = 0) {
  cnrtQueue_t stream = nullptr;
  CHECK(cnrtQueueCreateWithPriority(&stream, 0, priority));
  return Stream(stream);
}

Event make_event(unsigned int flags = CNRT_NOTIFIER_DEFAULT) {
  cnrtNotifier_t event = nullptr;
  CHECK(cnrtNotifierCreateWithFlags(&event, flags));
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

void announce(void* data) { static_cast<std::atomic<int>*>(data)->store(1); }

int main() {
  constexpr int chunks = 8, chunk = 1 << 16, count = chunks * chunk, threads = 256;

  float* values = nullptr;  // pinned
  CHECK(cnrtHostMalloc((void**)&values, count * sizeof(float)));
  unsigned int* finished = nullptr;  // pinned and visible to the device
  unsigned int* d_finished = nullptr;
  CHECK(cudaHostAlloc(&finished, sizeof *finished, cudaHostAllocMapped | cudaHostAllocPortable));
  CHECK(cudaHostGetDevicePointer(&d_finished, finished, 0));
  *finished = 0;

  std::vector<float> expected(count);
  for (int i = 0; i < count; ++i) {
    values[i] = static_cast<float>(i % 100);
    expected[i] = std::sqrt(values[i] * values[i] + 1.0f);
  }

  int least = 0, greatest = 0;
  CHECK(cnrtDeviceGetQueuePriorityRange(&least, &greatest));
  const Stream join = make_stream(greatest);
  std::vector<Stream> streams;
  for (int i = 0; i < 4; ++i) streams.push_back(make_stream());

  float* d_values = nullptr;
  CHECK(cnrtMalloc((void**)(&d_values), count * sizeof(float)));

  const Event start = make_event(), stop = make_event(cudaEventBlockingSync);
  CHECK(cnrtPlaceNotifier(start.get(), join.get()));
  for (const Stream& stream : streams) CHECK(cnrtQueueWaitNotifier(start.get(), stream.get(), 0));

  for (int c = 0; c < chunks; ++c) {
    const cnrtQueue_t stream = streams[c % streams.size()].get();
    float* const host = values + c * chunk;
    float* const device = d_values + c * chunk;
    CHECK(cnrtMemcpyAsync_V3(device, (void*)(host), chunk * sizeof(float), stream, cnrtMemcpyHostToDev));
    smooth<<<(chunk + threads - 1) / threads, threads, 0, stream>>>(device, chunk, d_finished);
    CHECK(cnrtGetLastError());
    CHECK(cnrtMemcpyAsync_V3(host, (void*)(device), chunk * sizeof(float), stream, cnrtMemcpyDevToHost));
  }

  for (const Stream& stream : streams) {
    const Event done = make_event(CNRT_NOTIFIER_DISABLE_TIMING_ALL);
    CHECK(cnrtPlaceNotifier(done.get(), stream.get()));
    CHECK(cnrtQueueWaitNotifier(done.get(), join.get(), 0));
  }
  std::atomic<int> announced{0};
  CHECK(cnrtInvokeHostFunc(join.get(), announce, &announced));
  CHECK(cnrtPlaceNotifier(stop.get(), join.get()));
  CHECK(cnrtWaitNotifier(stop.get()));

  float milliseconds = -1.0f;
  CHECK(cnrtNotifierElapsedTime(start.get(), stop.get(), &milliseconds));
  const cnrtRet_t pending = cnrtQueueQuery(join.get());

  bool ok = pending == cnrtSuccess && milliseconds >= 0.0f && announced.load() == 1;
  ok = ok && *finished == static_cast<unsigned int>(count / threads);
  for (int i = 0; ok && i < count; ++i) ok = std::fabs(values[i] - expected[i]) < 1e-4f;

  CHECK(cnrtFree(d_values));
  CHECK(cnrtFreeHost(values));
  CHECK(cnrtFreeHost(finished));
  std::printf(ok ? "streams_events: ok\n" : "streams_events: FAILED: wrong result\n");
  return ok ? 0 : 1;
}
