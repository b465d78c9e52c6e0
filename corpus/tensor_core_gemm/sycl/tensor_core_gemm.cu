// C = A * B with half operands and float sums: every warp makes one 16x16 tile of C from fragments.

#include "port_wmma.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace wmma = port::nvcuda::wmma;

#define CHECK(call)                                                                          \
  do {                                                                                       \
    const port::error_t status = (call);                                                       \
    if (status != port::success) {                                                             \
      std::printf("tensor_core_gemm: FAILED: %s: %s\n", #call, port::error_string(status));  \
      std::exit(1);                                                                          \
    }                                                                                        \
  } while (0)

constexpr int kTile = 16;
constexpr int kWarp = 32;
constexpr int kWarpsPerBlock = 4;

void gemm(const sycl::half* a, const sycl::half* b, float* c, int n) {
  const int warp = (port::block_idx().x * port::block_dim().x + port::thread_idx().x) / kWarp;
  const int tiles = n / kTile;
  const int row = warp / tiles * kTile;
  const int column = warp % tiles * kTile;
  if (row >= n) return;

  wmma::fragment<wmma::matrix_a, kTile, kTile, kTile, sycl::half, wmma::row_major> left;
  wmma::fragment<wmma::matrix_b, kTile, kTile, kTile, sycl::half, wmma::row_major> right;
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
  std::vector<sycl::half> a(n * n), b(n * n);
  std::vector<float> c(n * n);
  for (int i = 0; i < n * n; ++i) {
    a[i] = sycl::half(static_cast<float>(i % 9) - 4.0f);
    b[i] = sycl::half(static_cast<float>(i % 5) - 2.0f);
  }

  port::device_properties properties;
  CHECK(port::get_properties(&properties, 0));
  if (properties.major < 7) {
    std::printf("tensor_core_gemm: ok (%s has no tensor cores)\n", properties.name);
    return 0;
  }

  sycl::half *d_a, *d_b;
  float* d_c;
  CHECK(port::malloc(&d_a, a.size() * sizeof(sycl::half)));
  CHECK(port::malloc(&d_b, b.size() * sizeof(sycl::half)));
  CHECK(port::malloc(&d_c, c.size() * sizeof(float)));
  CHECK(port::memcpy(d_a, a.data(), a.size() * sizeof(sycl::half)));
  CHECK(port::memcpy(d_b, b.data(), b.size() * sizeof(sycl::half)));

  constexpr int warps = (n / kTile) * (n / kTile);
  constexpr int blocks = (warps + kWarpsPerBlock - 1) / kWarpsPerBlock;
  port::launch<gemm>(blocks, kWarpsPerBlock * kWarp)(d_a, d_b, d_c, n);
  CHECK(port::last_error());
  CHECK(port::memcpy(c.data(), d_c, c.size() * sizeof(float)));
  CHECK(port::free(d_a));
  CHECK(port::free(d_b));
  CHECK(port::free(d_c));

  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) {
      float expected = 0.0f;  // small integers: exact
      for (int k = 0; k < n; ++k)
        expected += float(a[i * n + k]) * float(b[k * n + j]);
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
