// Convolves a signal with filters held in constant memory.
//
// The point is the many ways in which a program names a device symbol: plain, qualified, in
// parentheses, chosen by a condition, made by a macro, and passed on as a template argument. (The
// file starts with a BOM.)

#include <cuda_runtime.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                        \
  do {                                                                                     \
    cudaError_t error = (call);                                                            \
    if (error != cudaSuccess) {                                                            \
      fprintf(stderr, "%s failed in line %d: %s\n", #call, __LINE__, cudaGetErrorString(error)); \
      exit(1);                                                                             \
    }                                                                                      \
  } while (0)

constexpr int kTaps = 5;
#define FILTER(name) filter_##name

__constant__ float FILTER(blur)[kTaps];
__constant__ float FILTER(edge)[kTaps];

namespace signal_processing {
struct Scale {
  float gain;
  float bias;
};
__constant__ Scale scale;
__device__ unsigned int clipped;
}  // namespace signal_processing

__global__ void convolve(const float* in, float* out, int count, bool blur) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= count) return;
  const float* filter = blur ? FILTER(blur) : FILTER(edge);
  float sum = 0.0f;
  for (int tap = 0; tap < kTaps; ++tap) {
    const int k = min(max(i + tap - kTaps / 2, 0), count - 1);
    sum += filter[tap] * in[k];
  }
  const float scaled = signal_processing::scale.gain * sum + signal_processing::scale.bias;
  if (scaled < 0.0f) atomicAdd(&signal_processing::clipped, 1u);
  out[i] = fmaxf(scaled, 0.0f);
}

template <typename Symbol, typename Value>
void upload(const Symbol& symbol, const Value& value, cudaStream_t stream) {
  static_assert(sizeof(Symbol) == sizeof(Value), "symbol and value differ in size");
  CHECK(cudaMemcpyToSymbolAsync(symbol, &value, sizeof(value), 0, cudaMemcpyHostToDevice, stream));
}

int main() {
  constexpr int count = 10'000;
  const float blur[kTaps] = {0.1f, 0.2f, 0.4f, 0.2f, 0.1f};
  const float edge[kTaps] = {0.0f, -1.0f, 0.0f, 1.0f, 0.0f};
  const signal_processing::Scale scale = {2.0f, 0.25f};

  std::vector<float> in(count), out(count);
  for (int i = 0; i < count; ++i) in[i] = std::sin(i * 0.01f);

  float *d_in, *d_out;
  cudaStream_t stream;
  CHECK(cudaStreamCreate(&stream));
  CHECK(cudaMalloc(&d_in, count * sizeof(float)));
  CHECK(cudaMalloc(&d_out, count * sizeof(float)));
  CHECK(cudaMemcpy(d_in, in.data(), count * sizeof(float), cudaMemcpyHostToDevice));

  // A symbol written in two halves, the second at an offset; a conditional symbol; a template's
  // argument.
  CHECK(cudaMemcpyToSymbol(FILTER(blur), blur, 2 * sizeof(float)));
  CHECK(cudaMemcpyToSymbol(filter_blur, blur + 2, 3 * sizeof(float), 2 * sizeof(float),
                           cudaMemcpyHostToDevice));
  for (const bool second : {false, true}) {
    CHECK(cudaMemcpyToSymbol((second ? FILTER(edge) : filter_blur), (second ? edge : blur),
                             sizeof(float[kTaps])));
  }
  upload(signal_processing::scale, scale, stream);
  CHECK(cudaStreamSynchronize(stream));

  // The counter is reached through its address, and through its symbol.
  void* clipped_address = nullptr;
  size_t clipped_size = 0;
  CHECK(cudaGetSymbolAddress(&clipped_address, signal_processing::clipped));
  CHECK(cudaGetSymbolSize(&clipped_size, signal_processing::clipped));
  CHECK(cudaMemset(clipped_address, 0, clipped_size));

  bool ok = true;
  unsigned int expected_clipped = 0;
  for (const bool use_blur : {true, false}) {
    convolve<<<(count + 255) / 256, 256, 0, stream>>>(d_in, d_out, count, use_blur);
    CHECK(cudaGetLastError());
    CHECK(cudaStreamSynchronize(stream));
    CHECK(cudaMemcpy(out.data(), d_out, count * sizeof(float), cudaMemcpyDeviceToHost));
    const float* filter = use_blur ? blur : edge;
    for (int i = 0; i < count; ++i) {
      float sum = 0.0f;
      for (int tap = 0; tap < kTaps; ++tap) {
        sum += filter[tap] * in[std::min(std::max(i + tap - kTaps / 2, 0), count - 1)];
      }
      const float scaled = scale.gain * sum + scale.bias;
      expected_clipped += scaled < 0.0f;
      ok = ok && std::fabs(out[i] - std::fmax(scaled, 0.0f)) < 1e-5f;
    }
  }
  unsigned int clipped = 0;
  CHECK(cudaMemcpyFromSymbol(&clipped, signal_processing::clipped, sizeof clipped));
  const unsigned int slack = 2;  // rounding may decide a sample at the limit differently
  ok = ok && clipped + slack >= expected_clipped && clipped <= expected_clipped + slack;

  CHECK(cudaFree(d_in));
  CHECK(cudaFree(d_out));
  CHECK(cudaStreamDestroy(stream));
  printf("constant_memory: %s\n", ok ? "ok" : "FAILED: wrong result");
  return ok ? 0 : 1;
}
