// Heat flow along a rod. One time step (two kernels, the second on another stream) is captured as a
// graph, and the graph is launched once a step.

#include <hip/hip_runtime.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

static void check(hipError_t status, int line) {
  if (status == hipSuccess) return;
  std::printf("graph_capture: FAILED: line %d: %s\n", line, hipGetErrorString(status));
  std::exit(1);
}
#define CHECK(...) check((__VA_ARGS__), __LINE__)

constexpr int kThreads = 128;

__global__ void flow(const float* heat, float* next, int count, float rate) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= count) return;
  const float left = heat[i > 0 ? i - 1 : i];
  const float right = heat[i + 1 < count ? i + 1 : i];
  next[i] = heat[i] + rate * (left - 2.0f * heat[i] + right);
}

__global__ void tick(int* steps) { *steps += 1; }

// Two steps, so that the buffers are back where they were and the graph can be launched again.
static hipGraph_t capture(float* heat, float* next, int* steps, int count, float rate) {
  hipStream_t main_stream, side_stream;
  hipEvent_t fork, join;
  CHECK(hipStreamCreate(&main_stream));
  CHECK(hipStreamCreateWithFlags(&side_stream, hipStreamNonBlocking));
  CHECK(hipEventCreateWithFlags(&fork, hipEventDisableTiming));
  CHECK(hipEventCreateWithFlags(&join, hipEventDisableTiming));
  const int blocks = (count + kThreads - 1) / kThreads;

  CHECK(hipStreamBeginCapture(main_stream, hipStreamCaptureModeThreadLocal));
  CHECK(hipEventRecord(fork, main_stream));
  CHECK(hipStreamWaitEvent(side_stream, fork, 0));
  for (int half = 0; half < 2; ++half) {
    flow<<<blocks, kThreads, 0, main_stream>>>(heat, next, count, rate);
    tick<<<1, 1, 0, side_stream>>>(steps);
    std::swap(heat, next);
  }
  CHECK(hipEventRecord(join, side_stream));
  CHECK(hipStreamWaitEvent(main_stream, join, 0));
  hipGraph_t graph = nullptr;
  CHECK(hipStreamEndCapture(main_stream, &graph));

  CHECK(hipEventDestroy(fork));
  CHECK(hipEventDestroy(join));
  CHECK(hipStreamDestroy(main_stream));
  CHECK(hipStreamDestroy(side_stream));
  return graph;
}

static hipGraphExec_t instantiate(hipGraph_t graph) {
  hipGraphExec_t executable = nullptr;
#if CUDART_VERSION >= 12000
  CHECK(hipGraphInstantiateWithFlags(&executable, graph, 0));
#else
  hipGraphNode_t culprit = nullptr;
  char log[256] = "";
  CHECK(hipGraphInstantiate(&executable, graph, &culprit, log, sizeof log));
#endif
  return executable;
}

int main() {
  constexpr int count = 4096, launches = 100;
  const float rate = 0.2f;
  std::vector<float> heat(count), next(count), result(count);
  for (int i = 0; i < count; ++i) heat[i] = i % 64 < 32 ? 1.0f : 0.0f;

  float *d_heat, *d_next;
  int *d_steps, steps = 0;
  CHECK(hipMalloc(&d_heat, count * sizeof(float)));
  CHECK(hipMalloc(&d_next, count * sizeof(float)));
  CHECK(hipMalloc(&d_steps, sizeof(int)));
  CHECK(hipMemcpy(d_heat, heat.data(), count * sizeof(float), hipMemcpyHostToDevice));
  CHECK(hipMemset(d_steps, 0, sizeof(int)));

  hipGraph_t graph = capture(d_heat, d_next, d_steps, count, rate);
  size_t nodes = 0;
  CHECK(hipGraphGetNodes(graph, nullptr, &nodes));
  hipGraphExec_t executable = instantiate(graph);
  CHECK(hipGraphDestroy(graph));

  hipStream_t stream;
  CHECK(hipStreamCreate(&stream));
  for (int i = 0; i < launches; ++i) CHECK(hipGraphLaunch(executable, stream));
  CHECK(hipMemcpyAsync(result.data(), d_heat, count * sizeof(float), hipMemcpyDeviceToHost,
                        stream));
  CHECK(hipMemcpyAsync(&steps, d_steps, sizeof steps, hipMemcpyDeviceToHost, stream));
  CHECK(hipStreamSynchronize(stream));
  CHECK(hipGraphExecDestroy(executable));
  CHECK(hipStreamDestroy(stream));
  for (void* pointer : {(void*)d_heat, (void*)d_next, (void*)d_steps}) CHECK(hipFree(pointer));

  for (int step = 0; step < 2 * launches; ++step) {
    for (int i = 0; i < count; ++i) {
      const float left = heat[i > 0 ? i - 1 : i], right = heat[i + 1 < count ? i + 1 : i];
      next[i] = heat[i] + rate * (left - 2.0f * heat[i] + right);
    }
    heat.swap(next);
  }
  bool ok = nodes == 4 && steps == 2 * launches;
  for (int i = 0; ok && i < count; ++i) ok = std::fabs(result[i] - heat[i]) < 1e-4f;
  std::printf("graph_capture: %s\n", ok ? "ok" : "FAILED: wrong heat");
  return ok ? 0 : 1;
}
