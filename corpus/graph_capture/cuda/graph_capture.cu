// Heat flow along a rod. One time step (two kernels, the second on another stream) is captured as a
// graph, and the graph is launched once a step.

#include <cuda_runtime.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

static void check(cudaError_t status, int line) {
  if (status == cudaSuccess) return;
  std::printf("graph_capture: FAILED: line %d: %s\n", line, cudaGetErrorString(status));
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
static cudaGraph_t capture(float* heat, float* next, int* steps, int count, float rate) {
  cudaStream_t main_stream, side_stream;
  cudaEvent_t fork, join;
  CHECK(cudaStreamCreate(&main_stream));
  CHECK(cudaStreamCreateWithFlags(&side_stream, cudaStreamNonBlocking));
  CHECK(cudaEventCreateWithFlags(&fork, cudaEventDisableTiming));
  CHECK(cudaEventCreateWithFlags(&join, cudaEventDisableTiming));
  const int blocks = (count + kThreads - 1) / kThreads;

  CHECK(cudaStreamBeginCapture(main_stream, cudaStreamCaptureModeThreadLocal));
  CHECK(cudaEventRecord(fork, main_stream));
  CHECK(cudaStreamWaitEvent(side_stream, fork, 0));
  for (int half = 0; half < 2; ++half) {
    flow<<<blocks, kThreads, 0, main_stream>>>(heat, next, count, rate);
    tick<<<1, 1, 0, side_stream>>>(steps);
    std::swap(heat, next);
  }
  CHECK(cudaEventRecord(join, side_stream));
  CHECK(cudaStreamWaitEvent(main_stream, join, 0));
  cudaGraph_t graph = nullptr;
  CHECK(cudaStreamEndCapture(main_stream, &graph));

  CHECK(cudaEventDestroy(fork));
  CHECK(cudaEventDestroy(join));
  CHECK(cudaStreamDestroy(main_stream));
  CHECK(cudaStreamDestroy(side_stream));
  return graph;
}

static cudaGraphExec_t instantiate(cudaGraph_t graph) {
  cudaGraphExec_t executable = nullptr;
#if CUDART_VERSION >= 12000
  CHECK(cudaGraphInstantiate(&executable, graph, 0));
#else
  cudaGraphNode_t culprit = nullptr;
  char log[256] = "";
  CHECK(cudaGraphInstantiate(&executable, graph, &culprit, log, sizeof log));
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
  CHECK(cudaMalloc(&d_heat, count * sizeof(float)));
  CHECK(cudaMalloc(&d_next, count * sizeof(float)));
  CHECK(cudaMalloc(&d_steps, sizeof(int)));
  CHECK(cudaMemcpy(d_heat, heat.data(), count * sizeof(float), cudaMemcpyHostToDevice));
  CHECK(cudaMemset(d_steps, 0, sizeof(int)));

  cudaGraph_t graph = capture(d_heat, d_next, d_steps, count, rate);
  size_t nodes = 0;
  CHECK(cudaGraphGetNodes(graph, nullptr, &nodes));
  cudaGraphExec_t executable = instantiate(graph);
  CHECK(cudaGraphDestroy(graph));

  cudaStream_t stream;
  CHECK(cudaStreamCreate(&stream));
  for (int i = 0; i < launches; ++i) CHECK(cudaGraphLaunch(executable, stream));
  CHECK(cudaMemcpyAsync(result.data(), d_heat, count * sizeof(float), cudaMemcpyDeviceToHost,
                        stream));
  CHECK(cudaMemcpyAsync(&steps, d_steps, sizeof steps, cudaMemcpyDeviceToHost, stream));
  CHECK(cudaStreamSynchronize(stream));
  CHECK(cudaGraphExecDestroy(executable));
  CHECK(cudaStreamDestroy(stream));
  for (void* pointer : {(void*)d_heat, (void*)d_next, (void*)d_steps}) CHECK(cudaFree(pointer));

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
