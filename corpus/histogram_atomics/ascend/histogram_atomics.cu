// Counts byte values: every block fills a private histogram in shared memory, then adds it to the
// global one. The brightest weighted sample is found on the way, with a float maximum built on
// compare-and-swap. (Lines of this file end in CR LF.)

#include "acl_port.hpp"
#include <simt_api/asc_simt.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                              \
  do {                                                                           \
    if (aclError error_ = (call); error_ != ACL_SUCCESS) {                    \
      std::printf("histogram_atomics: FAILED: %s: %s\n", #call,                  \
                  acl_port::error_string(error_));                                   \
      std::exit(1);                                                              \
    }                                                                            \
  } while (false)

constexpr int kBins = 256;

__aicore__ float atomic_max(float* address, float value) {
  int* const bits = reinterpret_cast<int*>(address);
  int seen = *bits;
  while (value > __int_as_float(seen)) {
    const int assumed = seen;
    seen = asc_atomic_cas(bits, assumed, __float_as_int(value));
    if (seen == assumed) break;
  }
  return __int_as_float(seen);
}

__global__ void histogram(const uint8_t* samples, size_t count, unsigned int* bins,
                          float* brightest) {
  __ubuf__ unsigned int local[kBins];
  for (int bin = threadIdx.x; bin < kBins; bin += blockDim.x) local[bin] = 0u;
  asc_syncthreads();

  float peak = 0.0f;
  const size_t stride = size_t(gridDim.x) * blockDim.x;
  for (size_t i = size_t(blockIdx.x) * blockDim.x + threadIdx.x; i < count; i += stride) {
    const uint8_t sample = samples[i];
    asc_atomic_add(&local[sample], 1u);
    peak = fmaxf(peak, sample * (1.0f + float(i % 5)));
  }
  atomic_max(brightest, peak);
  asc_syncthreads();

  for (int bin = threadIdx.x; bin < kBins; bin += blockDim.x) {
    if (local[bin] != 0u) asc_atomic_add(bins + bin, local[bin]);
  }
}

int main() {
  const acl_port::Session session;
  const size_t count = 3'000'000;
  std::vector<uint8_t> samples(count);
  uint32_t state = 1;
  for (auto& sample : samples) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    sample = static_cast<uint8_t>((state & 255u) * ((state >> 8) & 255u) / 255u);
  }

  uint8_t* d_samples;
  unsigned int* d_bins;
  float* d_brightest;
  CHECK(aclrtMalloc((void**)(&d_samples), count, ACL_MEM_MALLOC_HUGE_FIRST));
  CHECK(aclrtMalloc((void**)(&d_bins), kBins * sizeof *d_bins, ACL_MEM_MALLOC_HUGE_FIRST));
  CHECK(aclrtMalloc((void**)(&d_brightest), sizeof *d_brightest, ACL_MEM_MALLOC_HUGE_FIRST));
  CHECK(acl_port::copy(d_samples, samples.data(), count, ACL_MEMCPY_HOST_TO_DEVICE));
  CHECK(aclrtMemset(d_bins, kBins * sizeof *d_bins, 0, kBins * sizeof *d_bins));
  CHECK(aclrtMemset(d_brightest, sizeof *d_brightest, 0, sizeof *d_brightest));

  histogram<<<128, 256, 0, nullptr>>>(d_samples, count, d_bins, d_brightest);
  CHECK(aclrtGetLastError(ACL_RT_THREAD_LEVEL));

  std::array<unsigned int, kBins> bins{};
  float brightest = 0.0f;
  CHECK(acl_port::copy(bins.data(), d_bins, sizeof bins, ACL_MEMCPY_DEVICE_TO_HOST));
  CHECK(aclrtMemcpy(&brightest, sizeof brightest, d_brightest, sizeof brightest, ACL_MEMCPY_DEVICE_TO_HOST));
  CHECK(aclrtFree(d_samples));
  CHECK(aclrtFree(d_bins));
  CHECK(aclrtFree(d_brightest));

  std::array<unsigned int, kBins> expected{};
  float peak = 0.0f;
  for (size_t i = 0; i < count; ++i) {
    ++expected[samples[i]];
    peak = std::max(peak, samples[i] * (1.0f + float(i % 5)));
  }
  if (bins != expected || brightest != peak) {
    std::printf("histogram_atomics: FAILED: peak %g, expected %g\n", brightest, peak);
    return 1;
  }
  std::printf("histogram_atomics: ok\n");
  return 0;
}
