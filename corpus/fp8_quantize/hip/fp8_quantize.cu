// Quantises rows to eight-bit floating point with one scale a row, as inference code does, and
// checks the error of the way back.

#include <hip/hip_bf16.h>
#include <hip/hip_fp8.h>
#include <hip/hip_runtime.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                             \
  do {                                                                          \
    const hipError_t status = (call);                                          \
    if (status != hipSuccess) {                                                \
      std::printf("fp8_quantize: FAILED: %s: %s\n", #call, hipGetErrorString(status));  \
      std::exit(1);                                                             \
    }                                                                           \
  } while (0)

constexpr float kLargest = 448.0f;  // of e4m3 as OCP defines it

__global__ void quantise(const __hip_bfloat16* in, __hip_fp8_e4m3* out, const float* scales, int columns) {
  const float scale = scales[blockIdx.x];
  for (int i = threadIdx.x; i < columns; i += blockDim.x) {
    const int at = blockIdx.x * columns + i;
    out[at] = __hip_fp8_e4m3(__bfloat162float(in[at]) / scale);
  }
}

__global__ void restore(const __hip_fp8_e4m3* in, float* out, const float* scales, int columns) {
  for (int i = threadIdx.x; i < columns; i += blockDim.x) {
    const int at = blockIdx.x * columns + i;
    out[at] = static_cast<float>(in[at]) * scales[blockIdx.x];
  }
}

int main() {
  constexpr int rows = 24, columns = 500, count = rows * columns;
  std::vector<__hip_bfloat16> in(count);
  std::vector<float> scales(rows), out(count);
  for (int row = 0; row < rows; ++row) {
    float largest = 0.0f;
    for (int i = 0; i < columns; ++i) {
      const float x = std::sin(0.37f * (row * columns + i)) * (row + 1);
      in[row * columns + i] = __float2bfloat16(x);
      largest = std::max(largest, std::fabs(__bfloat162float(in[row * columns + i])));
    }
    scales[row] = largest / kLargest;
  }

  __hip_bfloat16* d_in;
  __hip_fp8_e4m3* d_small;
  float *d_out, *d_scales;
  CHECK(hipMalloc(&d_in, count * sizeof(__hip_bfloat16)));
  CHECK(hipMalloc(&d_small, count * sizeof(__hip_fp8_e4m3)));
  CHECK(hipMalloc(&d_out, count * sizeof(float)));
  CHECK(hipMalloc(&d_scales, rows * sizeof(float)));
  CHECK(hipMemcpy(d_in, in.data(), count * sizeof(__hip_bfloat16), hipMemcpyHostToDevice));
  CHECK(hipMemcpy(d_scales, scales.data(), rows * sizeof(float), hipMemcpyHostToDevice));
  quantise<<<rows, 128>>>(d_in, d_small, d_scales, columns);
  restore<<<rows, 128>>>(d_small, d_out, d_scales, columns);
  CHECK(hipGetLastError());
  CHECK(hipMemcpy(out.data(), d_out, count * sizeof(float), hipMemcpyDeviceToHost));
  CHECK(hipFree(d_in));
  CHECK(hipFree(d_small));
  CHECK(hipFree(d_out));
  CHECK(hipFree(d_scales));

  for (int at = 0; at < count; ++at) {
    const float exact = __bfloat162float(in[at]);
    const float allowed = std::fabs(exact) / 15.0f + scales[at / columns] / 256.0f;
    if (std::fabs(out[at] - exact) > allowed) {
      std::printf("fp8_quantize: FAILED: element %d is %g, expected about %g\n", at, out[at], exact);
      return 1;
    }
  }
  std::printf("fp8_quantize: ok\n");
  return 0;
}
