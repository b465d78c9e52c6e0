// Works on an array in chunks, so that the copies of one stream overlap the kernels of another.
//
// Host memory is pinned; a mapped counter is increased by the kernels and read by the host; a join
// stream waits for all others through events; a host function runs at the end.

#include "acl_port.hpp"
#include <simt_api/asc_simt.h>

#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

#define CHECK(call) check_impl((call), #call, __FILE__, __LINE__)

inline void check_impl(aclError status, char const* call, char const* file, int line) {
  if (status == ACL_SUCCESS) return;
  std::printf("streams_events: FAILED: %s:%d: %s: %s\n", file, line, call,
              acl_port::error_string(status));
  std::exit(EXIT_FAILURE);
}

// Owners: a deleter per kind of handle, so that nothing leaks on any path.
struct StreamDeleter {
  using pointer = aclrtStream;
  void operator()(aclrtStream stream) const noexcept { acl_port::stream_destroy(stream); }
};
struct EventDeleter {
  using pointer = aclrtEvent;
  void operator()(aclrtEvent event) const noexcept { aclrtDestroyEvent(event); }
};
using Stream = std::unique_ptr<aclrtStream, StreamDeleter>;
using Event = std::unique_ptr<aclrtEvent, EventDeleter>;

Stream make_stream(int priority = 0) {
  aclrtStream stream = nullptr;
  CHECK(aclrtCreateStreamWithConfig(&stream, priority, 0));
  return Stream(stream);
}

Event make_event(unsigned int flags = (ACL_EVENT_SYNC | ACL_EVENT_TIME_LINE)) {
  aclrtEvent event = nullptr;
  CHECK(aclrtCreateEventExWithFlag(&event, flags));
  return Event(event);
}

__global__ void smooth(float* values, int count, unsigned int* finished) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < count) values[i] = sqrtf(values[i] * values[i] + 1.0f);
  asc_syncthreads();
  if (threadIdx.x == 0) {
    asc_threadfence();
    asc_atomic_add(finished, 1u);
  }
}

void announce(void* data) { static_cast<std::atomic<int>*>(data)->store(1); }

int main() {
  const acl_port::Session session;
  constexpr int chunks = 8, chunk = 1 << 16, count = chunks * chunk, threads = 256;

  float* values = nullptr;  // pinned
  CHECK(aclrtMallocHost((void**)&values, count * sizeof(float)));
  unsigned int* finished = nullptr;  // pinned and visible to the device
  unsigned int* d_finished = nullptr;
  CHECK(acl_port::malloc_mapped((void**)(&finished), sizeof *finished));
  CHECK(aclrtHostGetDevicePointer(finished, (void**)(&d_finished), 0));
  *finished = 0;

  std::vector<float> expected(count);
  for (int i = 0; i < count; ++i) {
    values[i] = static_cast<float>(i % 100);
    expected[i] = std::sqrt(values[i] * values[i] + 1.0f);
  }

  int least = 0, greatest = 0;
  CHECK(aclrtDeviceGetStreamPriorityRange(&least, &greatest));
  const Stream join = make_stream(greatest);
  std::vector<Stream> streams;
  for (int i = 0; i < 4; ++i) streams.push_back(make_stream());

  float* d_values = nullptr;
  CHECK(aclrtMalloc((void**)(&d_values), count * sizeof(float), ACL_MEM_MALLOC_HUGE_FIRST));

  const Event start = make_event(), stop = make_event((ACL_EVENT_SYNC | ACL_EVENT_TIME_LINE));
  CHECK(aclrtRecordEvent(start.get(), join.get()));
  for (const Stream& stream : streams) CHECK(aclrtStreamWaitEvent(stream.get(), start.get()));

  for (int c = 0; c < chunks; ++c) {
    const aclrtStream stream = streams[c % streams.size()].get();
    float* const host = values + c * chunk;
    float* const device = d_values + c * chunk;
    CHECK(aclrtMemcpyAsync(device, chunk * sizeof(float), host, chunk * sizeof(float), ACL_MEMCPY_HOST_TO_DEVICE, stream));
    smooth<<<(chunk + threads - 1) / threads, threads, 0, stream>>>(device, chunk, d_finished);
    CHECK(aclrtGetLastError(ACL_RT_THREAD_LEVEL));
    CHECK(aclrtMemcpyAsync(host, chunk * sizeof(float), device, chunk * sizeof(float), ACL_MEMCPY_DEVICE_TO_HOST, stream));
  }

  for (const Stream& stream : streams) {
    const Event done = make_event(ACL_EVENT_SYNC);
    CHECK(aclrtRecordEvent(done.get(), stream.get()));
    CHECK(aclrtStreamWaitEvent(join.get(), done.get()));
  }
  std::atomic<int> announced{0};
  CHECK(aclrtLaunchHostFunc(join.get(), announce, &announced));
  CHECK(aclrtRecordEvent(stop.get(), join.get()));
  CHECK(aclrtSynchronizeEvent(stop.get()));

  float milliseconds = -1.0f;
  CHECK(aclrtEventElapsedTime(&milliseconds, start.get(), stop.get()));
  const aclError pending = acl_port::stream_query(join.get());

  bool ok = pending == ACL_SUCCESS && milliseconds >= 0.0f && announced.load() == 1;
  ok = ok && *finished == static_cast<unsigned int>(count / threads);
  for (int i = 0; ok && i < count; ++i) ok = std::fabs(values[i] - expected[i]) < 1e-4f;

  CHECK(aclrtFreeWithDevSync(d_values));
  CHECK(aclrtFreeHost(values));
  CHECK(aclrtFreeHost(finished));
  std::printf(ok ? "streams_events: ok\n" : "streams_events: FAILED: wrong result\n");
  return ok ? 0 : 1;
}
