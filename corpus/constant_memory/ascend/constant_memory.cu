// Convolves a signal with filters held in constant memory.
//
// The point is the many ways in which a program names a device symbol: plain, qualified, in
// parentheses, chosen by a condition, made by a macro, and passed on as a template argument. (The
// file starts with a BOM.)

#include "acl_port.hpp"
#include <simt_api/asc_simt.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                        \
  do {                                                                                     \
    aclError error = (call);                                                            \
    if (error != ACL_SUCCESS) {                                                            \
      fprintf(stderr, "%s failed in line %d: %s\n", #call, __LINE__, acl_port::error_string(error)); \
      exit(1);                                                                             \
    }                                                                                      \
  } while (0)

constexpr int kTaps = 5;
#define FILTER(name) filter_##name

__gm__ float FILTER(blur)[kTaps];
__gm__ float FILTER(edge)[kTaps];

namespace signal_processing {
struct Scale {
  float gain;
  float bias;
};
__gm__ Scale scale;
__gm__ unsigned int clipped;
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
  if (scaled < 0.0f) asc_atomic_add(&signal_processing::clipped, 1u);
  out[i] = fmaxf(scaled, 0.0f);
}

template <typename Symbol, typename Value>
void upload(const Symbol& symbol, const Value& value, aclrtStream stream) {
  static_assert(sizeof(Symbol) == sizeof(Value), "symbol and value differ in size");
  CHECK(aclrtMemcpyToSymbolAsync(&symbol, &value, sizeof(value), 0, ACL_MEMCPY_HOST_TO_DEVICE, stream));
}

int main() {
  const acl_port::Session session;
  constexpr int count = 10'000;
  const float blur[kTaps] = {0.1f, 0.2f, 0.4f, 0.2f, 0.1f};
  const float edge[kTaps] = {0.0f, -1.0f, 0.0f, 1.0f, 0.0f};
  const signal_processing::Scale scale = {2.0f, 0.25f};

  std::vector<float> in(count), out(count);
  for (int i = 0; i < count; ++i) in[i] = std::sin(i * 0.01f);

  float *d_in, *d_out;
  aclrtStream stream;
  CHECK(aclrtCreateStream(&stream));
  CHECK(aclrtMalloc((void**)(&d_in), count * sizeof(float), ACL_MEM_MALLOC_HUGE_FIRST));
  CHECK(aclrtMalloc((void**)(&d_out), count * sizeof(float), ACL_MEM_MALLOC_HUGE_FIRST));
  CHECK(acl_port::copy(d_in, in.data(), count * sizeof(float), ACL_MEMCPY_HOST_TO_DEVICE));

  // A symbol written in two halves, the second at an offset; a conditional symbol; a template's
  // argument.
  CHECK((aclrtSynchronizeDevice(), aclrtMemcpyToSymbol(&FILTER(blur), blur, 2 * sizeof(float), 0, ACL_MEMCPY_HOST_TO_DEVICE)));
  CHECK((aclrtSynchronizeDevice(), aclrtMemcpyToSymbol(&filter_blur, blur + 2, 3 * sizeof(float), 2 * sizeof(float),
                           ACL_MEMCPY_HOST_TO_DEVICE)));
  for (const bool second : {false, true}) {
    CHECK((aclrtSynchronizeDevice(), aclrtMemcpyToSymbol(&(second ? FILTER(edge) : filter_blur), (second ? edge : blur),
                             sizeof(float[kTaps]), 0, ACL_MEMCPY_HOST_TO_DEVICE)));
  }
  upload(signal_processing::scale, scale, stream);
  CHECK(aclrtSynchronizeStream(stream));

  // The counter is reached through its address, and through its symbol.
  void* clipped_address = nullptr;
  size_t clipped_size = 0;
  CHECK(aclrtGetSymbolAddress(&signal_processing::clipped, (void**)(&clipped_address)));
  CHECK(aclrtGetSymbolSize(&signal_processing::clipped, &clipped_size));
  CHECK((aclrtSynchronizeDevice(), aclrtMemset(clipped_address, clipped_size, 0, clipped_size)));

  bool ok = true;
  unsigned int expected_clipped = 0;
  for (const bool use_blur : {true, false}) {
    convolve<<<(count + 255) / 256, 256, 0, stream>>>(d_in, d_out, count, use_blur);
    CHECK(aclrtGetLastError(ACL_RT_THREAD_LEVEL));
    CHECK(aclrtSynchronizeStream(stream));
    CHECK(acl_port::copy(out.data(), d_out, count * sizeof(float), ACL_MEMCPY_DEVICE_TO_HOST));
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
  CHECK((aclrtSynchronizeDevice(), aclrtMemcpyFromSymbol(&clipped, sizeof clipped, &signal_processing::clipped, sizeof clipped, 0, ACL_MEMCPY_DEVICE_TO_HOST)));
  const unsigned int slack = 2;  // rounding may decide a sample at the limit differently
  ok = ok && clipped + slack >= expected_clipped && clipped <= expected_clipped + slack;

  CHECK(aclrtFreeWithDevSync(d_in));
  CHECK(aclrtFreeWithDevSync(d_out));
  CHECK(acl_port::stream_destroy(stream));
  printf("constant_memory: %s\n", ok ? "ok" : "FAILED: wrong result");
  return ok ? 0 : 1;
}
