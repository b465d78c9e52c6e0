// Warp matrix functions: products of fragments of each type and shape, in blocks of several warps.
#include "port_wmma.hpp"

#include "check.hpp"

#include <vector>

namespace wmma = port::nvcuda::wmma;
using sycl::ext::oneapi::bfloat16;
using sycl::half;

// D = A B + C of each warp, and C doubled element by element; what lies in memory by columns is wider by 3.
template <class T, class S, class D, int M, int N, int K, class LayoutA, class LayoutB>
void product(const S* a, const S* b, const D* c, D* d, wmma::layout_t layout) {
  const unsigned warp = (port::thread_idx().y * port::block_dim().x + port::thread_idx().x) / 32;
  wmma::fragment<wmma::matrix_a, M, N, K, T, LayoutA> left;
  wmma::fragment<wmma::matrix_b, M, N, K, T, LayoutB> right;
  wmma::fragment<wmma::accumulator, M, N, K, D> sum, twice;
  wmma::fill_fragment(twice, 0);
  wmma::load_matrix_sync(left, a + warp * M * K, std::is_same_v<LayoutA, wmma::row_major> ? K : M);
  wmma::load_matrix_sync(right, b + warp * K * N, std::is_same_v<LayoutB, wmma::row_major> ? N : K);
  wmma::load_matrix_sync(sum, c + warp * M * N, layout == wmma::mem_row_major ? N : M, layout);
  for (int i = 0; i < sum.num_elements; ++i) twice.x[i] += D(2 * sum.x[i]);
  wmma::mma_sync(sum, left, right, twice);
  wmma::store_matrix_sync(d + warp * M * N, sum, layout == wmma::mem_row_major ? N : M, layout);
}

template <class T, class S, class D, int M, int N, int K, class LayoutA, class LayoutB>
void check_product(dim3 block, wmma::layout_t layout) {
  const int warps = int(block.x * block.y) / 32;
  S *a = nullptr, *b = nullptr;
  D *c = nullptr, *d = nullptr;
  CHECK(port::malloc_managed(&a, sizeof *a * warps * M * K) == port::success);
  CHECK(port::malloc_managed(&b, sizeof *b * warps * K * N) == port::success);
  CHECK(port::malloc_managed(&c, sizeof *c * warps * M * N) == port::success);
  CHECK(port::malloc_managed(&d, sizeof *d * warps * M * N) == port::success);
  for (int i = 0; i < warps * M * K; ++i) a[i] = S(i * 7 % 11);
  for (int i = 0; i < warps * K * N; ++i) b[i] = S(i * 5 % 13);
  for (int i = 0; i < warps * M * N; ++i) c[i] = D(i * 3 % 17);
  port::launch<product<T, S, D, M, N, K, LayoutA, LayoutB>>(1, block)(a, b, c, d, layout);
  CHECK(port::device_synchronize() == port::success);
  int right = 0;
  for (int w = 0; w < warps; ++w)
    for (int row = 0; row < M; ++row)
      for (int column = 0; column < N; ++column) {
        const int at = w * M * N + (layout == wmma::mem_row_major ? row * N + column : column * M + row);
        double sum = 2 * double(c[at]);
        for (int k = 0; k < K; ++k)
          sum += double(a[w * M * K + (std::is_same_v<LayoutA, wmma::row_major> ? row * K + k : k * M + row)]) *
                 double(b[w * K * N + (std::is_same_v<LayoutB, wmma::row_major> ? k * N + column : column * K + k)]);
        right += double(d[at]) == sum;
      }
  CHECK(right == warps * M * N);
  for (void* p : {(void*)a, (void*)b, (void*)c, (void*)d}) port::free(p);
}

int main() {
  using wmma::col_major;
  using wmma::row_major;
  using wmma::precision::tf32;
  check_product<half, half, float, 16, 16, 16, row_major, row_major>(32, wmma::mem_row_major);
  check_product<half, half, float, 16, 16, 16, row_major, col_major>(dim3(64, 2), wmma::mem_col_major);
  check_product<half, half, half, 16, 16, 16, col_major, row_major>(dim3(16, 4), wmma::mem_row_major);
  check_product<half, half, float, 32, 8, 16, row_major, col_major>(96, wmma::mem_row_major);
  check_product<half, half, float, 8, 32, 16, col_major, col_major>(64, wmma::mem_col_major);
  check_product<bfloat16, bfloat16, float, 16, 16, 16, row_major, row_major>(32, wmma::mem_row_major);
  check_product<signed char, signed char, int, 16, 16, 16, row_major, col_major>(64, wmma::mem_row_major);
  check_product<unsigned char, unsigned char, int, 8, 32, 16, row_major, row_major>(32, wmma::mem_row_major);
  check_product<tf32, float, float, 16, 16, 8, row_major, row_major>(64, wmma::mem_row_major);
  check_product<double, double, double, 8, 8, 4, row_major, col_major>(64, wmma::mem_row_major);
  CHECK(wmma::__float_to_tf32(1.0f + 0x1p-10f) == 1.0f + 0x1p-10f);
  CHECK(wmma::__float_to_tf32(1.0f + 0x1p-11f) == 1.0f + 0x1p-10f);
  CHECK(wmma::__float_to_tf32(-1.0f - 0x1p-12f) == -1.0f && wmma::__float_to_tf32(INFINITY) == INFINITY);
  return finished();
}
