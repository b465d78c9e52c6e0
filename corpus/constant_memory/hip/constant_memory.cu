// Convolves a signal with filters held in constant memory.
//
// The point is the many ways in which a program names a device symbol: plain, qualified, in
// parentheses, chosen by a condition, made by a macro, and passed on as a template argument. (The
// file starts with a BOM.)

#include <hip/hip_runtime.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                        \
  do {                                                                                     \
    hipError_t error = (call);                                                            \
    if (error != hipSuccess) {                                                            \
      fprintf(stderr, "%s failed in line %d: %s\n", #call, __LINE__, hipGetErrorString(error)); \
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
void upload(const Symbol& symbol, const Value& value, hipStream_t stream) {
  static_assert(sizeof(Symbol) == sizeof(Value), "symbol and value differ in size");
  CHECK(hipMemcpyToSymbolAsync(HIP_SYMBOL(symbol), &value, sizeof(value), 0, hipMemcpyHostToDevice, stream));
}

int main() {
  constexpr int count = 10'000;
  const float blur[kTaps] = {0.1f, 0.2f, 0.4f, 0.2f, 0.1f};
  const float edge[kTaps] = {0.0f, -1.0f, 0.0f, 1.0f, 0.0f};
  const signal_processing::Scale scale = {2.0f, 0.25f};

  std::vector<float> in(count), out(count);
  for (int i = 0; i < count; ++i) in[i] = std::sin(i * 0.01f);

  float *d_in, *d_out;
  hipStream_t stream;
  CHECK(hipStreamCreate(&stream));
  CHECK(hipMalloc(&d_in, count * sizeof(float)));
  CHECK(hipMalloc(&d_out, count * sizeof(float)));
  CHECK(hipMemcpy(d_in, in.data(), count * sizeof(float), hipMemcpyHostToDevice));

  // A symbol written in two halves, the second at an offset; a conditional symbol; a template's
  // argument.
  CHECK(hipMemcpyToSymbol(HIP_SYMBOL(FILTER(blur)), blur, 2 * sizeof(float)));
  CHECK(hipMemcpyToSymbol(HIP_SYMBOL(filter_blur), blur + 2, 3 * sizeof(float), 2 * sizeof(float),
                           hipMemcpyHostToDevice));
  for (const bool second : {false, true}) {
    CHECK(hipMemcpyToSymbol(HIP_SYMBOL((second ? FILTER(edge) : filter_blur)), (second ? edge : blur),
                             sizeof(float[kTaps])));
  }
  upload(signal_processing::scale, scale, stream);
  CHECK(hipStreamSynchronize(stream));

  // The counter is reached through its address, and through its symbol.
  void* clipped_address = nullptr;
  size_t clipped_size = 0;
  CHECK(hipGetSymbolAddress(&clipped_address, HIP_SYMBOL(signal_processing::clipped)));
  CHECK(hipGetSymbolSize(&clipped_size, HIP_SYMBOL(signal_processing::clipped)));
  CHECK(hipMemset(clipped_address, 0, clipped_size));

  bool ok = true;
  unsigned int expected_clipped = 0;
  for (const bool use_blur : {true, false}) {
    convolve<<<(count + 255) / 256, 256, 0, stream>>>(d_in, d_out, count, use_blur);
    CHECK(hipGetLastError());
    CHECK(hipStreamSynchronize(stream));
    CHECK(hipMemcpy(out.data(), d_out, count * sizeof(float), hipMemcpyDeviceToHost));
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
  CHECK(hipMemcpyFromSymbol(&clipped, HIP_SYMBOL(signal_processing::clipped), sizeof clipped));
  const unsigned int slack = 2;  // rounding may decide a sample at the limit differently
  ok = ok && clipped + slack >= expected_clipped && clipped <= expected_clipped + slack;

  CHECK(hipFree(d_in));
  CHECK(hipFree(d_out));
  CHECK(hipStreamDestroy(stream));
  printf("constant_memory: %s\n", ok ? "ok" : "FAILED: wrong result");
  return ok ? 0 : 1;
}
