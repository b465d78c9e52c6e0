// Warp matrix functions: fragments of matrices that the lanes of a warp share, loaded, multiplied and stored by all of
// them together.
//
// Each lane holds a part of a matrix, and a product takes what it needs from the others by shuffles: plain arithmetic,
// right on any device, and none of the matrix units that devices may have (sycl_ext_oneapi_matrix has those). Which
// elements a lane holds is not said, as in CUDA, but fragments of one kind hold the same. Sums of half and bfloat16 are
// computed in float. A comment of the form `/// CUDA => SYCL` says what a declaration stands for.
#pragma once
#define PORT_WMMA_HPP

#include "port.hpp"

#if !defined(PORT_NO_WARPS)
namespace port::nvcuda::wmma {

// ==== Warp matrix functions

/// wmma::matrix_a, matrix_b, accumulator => what a fragment is in a product
struct matrix_a {};
struct matrix_b {};
struct accumulator {};

/// wmma::row_major, col_major, layout_t => how a matrix lies in memory
struct row_major {};
struct col_major {};
enum layout_t { mem_row_major, mem_col_major };

namespace precision {
/// wmma::precision::tf32 => float, whose last 13 bits a product does not look at
struct tf32 {};
}  // namespace precision

template <class T> struct element {
  using type = T;
};
template <> struct element<precision::tf32> {
  using type = float;
};

// The type in which products of T are computed.
template <class T>
using computed =
    std::conditional_t<std::is_same_v<T, double>, double, std::conditional_t<std::is_integral_v<T>, int, float>>;

/// wmma::fragment => the elements of a matrix that a lane holds
template <class Use, int M, int N, int K, class T, class Layout = void> struct fragment {
  static constexpr int rows = std::is_same_v<Use, matrix_b> ? K : M;
  static constexpr int columns = std::is_same_v<Use, matrix_a> ? K : N;
  static constexpr int num_elements = rows * columns / warp_size;
  static constexpr int num_storage_elements = num_elements;
  using element_type = typename element<T>::type;
  using storage_element_type = element_type;
  element_type x[num_elements];

  // Elements that follow each other, row by row, and then those of the next lane.
  static constexpr int piece = std::is_same_v<Use, matrix_b> && num_elements > 8 ? 8 : num_elements;
  static int place(int i) { return (i / piece * warp_size + int(lane())) * piece + i % piece; }
};

// Where an element of a fragment lies.
template <class Fragment> size_t offset_of(int i, size_t stride, bool by_rows) {
  const size_t place = size_t(Fragment::place(i)), row = place / Fragment::columns, column = place % Fragment::columns;
  return by_rows ? row * stride + column : column * stride + row;
}

/// wmma::fill_fragment => an assignment
template <class Use, int M, int N, int K, class T, class Layout, class V>
void fill_fragment(fragment<Use, M, N, K, T, Layout>& f, V v) {
  for (auto& x : f.x) x = typename element<T>::type(v);
}

/// wmma::load_matrix_sync => each lane reads its elements
template <class Use, int M, int N, int K, class T, class Layout, class V>
void load_matrix_sync(fragment<Use, M, N, K, T, Layout>& f, const V* from, unsigned stride) {
  for (int i = 0; i < f.num_elements; ++i)
    f.x[i] = from[offset_of<fragment<Use, M, N, K, T, Layout>>(i, stride, std::is_same_v<Layout, row_major>)];
}
template <int M, int N, int K, class T>
void load_matrix_sync(fragment<accumulator, M, N, K, T>& f, const T* from, unsigned stride, layout_t layout) {
  for (int i = 0; i < f.num_elements; ++i)
    f.x[i] = from[offset_of<fragment<accumulator, M, N, K, T>>(i, stride, layout == mem_row_major)];
}

/// wmma::store_matrix_sync => each lane writes its elements
template <int M, int N, int K, class T>
void store_matrix_sync(T* to, const fragment<accumulator, M, N, K, T>& f, unsigned stride, layout_t layout) {
  for (int i = 0; i < f.num_elements; ++i)
    to[offset_of<fragment<accumulator, M, N, K, T>>(i, stride, layout == mem_row_major)] = f.x[i];
}

// A sum as D can hold it: no infinity, and 0 for what is no number.
template <class D, class S> S finite(S v) {
  const S least = S(std::numeric_limits<D>::lowest()), most = S(std::numeric_limits<D>::max());
  return v != v ? S(0) : v < least ? least : v > most ? most : v;
}

/// wmma::mma_sync => sycl::select_from_group of the elements of a row and of a column, multiplied and added
template <int M, int N, int K, class D, class A, class B, class C, class LayoutA, class LayoutB>
void mma_sync(fragment<accumulator, M, N, K, D>& d, const fragment<matrix_a, M, N, K, A, LayoutA>& a,
              const fragment<matrix_b, M, N, K, B, LayoutB>& b, const fragment<accumulator, M, N, K, C>& c,
              bool saturate = false) {
  using F = computed<typename element<A>::type>;
  constexpr int n = M * N / warp_size, left_n = M * K / warp_size;
  constexpr int piece = fragment<matrix_b, M, N, K, B, LayoutB>::piece;
  static_assert(K % left_n == 0 && N % n == 0 && n % piece == 0, "each lane holds a part of one row");
  const int first = d.place(0), row = first / N, column = first % N;
  using S = std::conditional_t<std::is_integral_v<D>, long long, computed<D>>;
  S sum[n];
  for (int i = 0; i < n; ++i) sum[i] = S(c.x[i]);
  for (int k = 0; k < K; ++k) {
    const F left = shfl(F(a.x[k % left_n]), (row * K + k) / left_n);
    for (int i = 0; i < n; ++i) {
      const int at = (k * N + column + i) / piece;
      sum[i] += left * shfl(F(b.x[k * N / piece / warp_size * piece + i % piece]), at % warp_size);
    }
  }
  for (int i = 0; i < n; ++i) d.x[i] = D(saturate ? finite<D>(sum[i]) : sum[i]);
}

/// wmma::__float_to_tf32 => the nearest number with 10 bits behind the point
inline float __float_to_tf32(float x) {
  return x - x == 0 ? uint_as_float((float_as_uint(x) + 0x1000u) & ~0x1fffu) : x;
}
}  // namespace port::nvcuda::wmma
#endif
