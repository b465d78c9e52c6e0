// C = A * B with half operands and float sums: every warp makes one 16x16 tile of C from fragments.

#include <hip/hip_fp16.h>
#include <hip/hip_runtime.h>
#include <rocwmma/rocwmma.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace wmma = rocwmma;

#define CHECK(call)                                                                          \
  do {                                                                                       \
    const hipError_t status = (call);                                                       \
    if (status != hipSuccess) {                                                             \
      std::printf("tensor_core_gemm: FAILED: %s: %s\n", #call, hipGetErrorString(status));  \
      std::exit(1);                                                                          \
    }                                                                                        \
  } while (0)

constexpr int kTile = 16;
constexpr int kWarp = 32;
constexpr int kWarpsPerBlock = 4;

__global__ void gemm(const half* a, const half* b, float* c, int n) {
  const int warp = (blockIdx.x * blockDim.x + threadIdx.x) / kWarp;
  const int tiles = n / kTile;
  const int row = warp / tiles * kTile;
  const int column = warp % tiles * kTile;
  if (row >= n) return;

  wmma::fragment<wmma::matrix_a, kTile, kTile, kTile, half, wmma::row_major> left;
  wmma::fragment<wmma::matrix_b, kTile, kTile, kTile, half, wmma::row_major> right;
  wmma::fragment<wmma::accumulator, kTile, kTile, kTile, float> sum;
  wmma::fill_fragment(sum, 0.0f);
  for (int k = 0; k < n; k += kTile) {
    wmma::load_matrix_sync(left, a + row * n + k, n);
    wmma::load_matrix_sync(right, b + k * n + column, n);
    wmma::mma_sync(sum, left, right, sum);
  }
  wmma::store_matrix_sync(c + row * n + column, sum, n, wmma::mem_row_major);
}

int main() {
  constexpr int n = 128;
  std::vector<half> a(n * n), b(n * n);
  std::vector<float> c(n * n);
  for (int i = 0; i < n * n; ++i) {
    a[i] = __float2half(static_cast<float>(i % 9) - 4.0f);
    b[i] = __float2half(static_cast<float>(i % 5) - 2.0f);
  }

  hipDeviceProp_t properties;
  CHECK(hipGetDeviceProperties(&properties, 0));
  if (properties.major < 7) {
    std::printf("tensor_core_gemm: ok (%s has no tensor cores)\n", properties.name);
    return 0;
  }

  half *d_a, *d_b;
  float* d_c;
  CHECK(hipMalloc(&d_a, a.size() * sizeof(half)));
  CHECK(hipMalloc(&d_b, b.size() * sizeof(half)));
  CHECK(hipMalloc(&d_c, c.size() * sizeof(float)));
  CHECK(hipMemcpy(d_a, a.data(), a.size() * sizeof(half), hipMemcpyHostToDevice));
  CHECK(hipMemcpy(d_b, b.data(), b.size() * sizeof(half), hipMemcpyHostToDevice));

  constexpr int warps = (n / kTile) * (n / kTile);
  constexpr int blocks = (warps + kWarpsPerBlock - 1) / kWarpsPerBlock;
  gemm<<<blocks, kWarpsPerBlock * kWarp>>>(d_a, d_b, d_c, n);
  CHECK(hipGetLastError());
  CHECK(hipMemcpy(c.data(), d_c, c.size() * sizeof(float), hipMemcpyDeviceToHost));
  CHECK(hipFree(d_a));
  CHECK(hipFree(d_b));
  CHECK(hipFree(d_c));

  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) {
      float expected = 0.0f;  // small integers: exact
      for (int k = 0; k < n; ++k)
        expected += __half2float(a[i * n + k]) * __half2float(b[k * n + j]);
      if (std::fabs(c[i * n + j] - expected) > 1e-3f) {
        std::printf("tensor_core_gemm: FAILED at %d,%d: %g, expected %g\n", i, j, c[i * n + j],
                    expected);
        return 1;
      }
    }
  }
  std::printf("tensor_core_gemm: ok\n");
  return 0;
}
