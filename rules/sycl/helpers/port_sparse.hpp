// cuSPARSE programs on oneMKL: handles, matrices and vectors, and calls with CUDA's arguments in CUDA's order. A comment
// of the form `/// CUDA => SYCL` says what a declaration stands for.
#pragma once
#define PORT_SPARSE_HPP

#include "port_blas.hpp"

#include <oneapi/mkl/spblas.hpp>

// What programs ask for at compile time: calls here are in the form of the library of CUDA 12.
#define CUSPARSE_VER_MAJOR 12
#define CUSPARSE_VER_MINOR 5
#define CUSPARSE_VER_PATCH 0
#define CUSPARSE_VER_BUILD 0
#define CUSPARSE_VERSION 12500

namespace port {
// ==== cuSPARSE
//
// The generic interface, for matrices in CSR, CSC and COO, and of the older ones what programs still call. A call that
// has a kernel here is a template, so that programs without it do not compile the kernel.

enum sparse_status : int {
  sparse_success = 0,
  sparse_not_initialized = 1,
  sparse_alloc_failed = 2,
  sparse_invalid_value = 3,
  sparse_arch_mismatch = 4,
  sparse_mapping_error = 5,
  sparse_execution_failed = 6,
  sparse_internal_error = 7,
  sparse_matrix_type_not_supported = 8,
  sparse_zero_pivot = 9,
  sparse_not_supported = 10,
  sparse_insufficient_resources = 11
};
enum class sparse_index { i32 = 2, i64 = 3 };
enum class sparse_order { column = 1, row = 2 };
enum class sparse_format { csr = 1, csc = 2, coo = 3 };
enum class sparse_attribute { part, diag };
enum class sparse_kind { general, symmetric, hermitian, triangular };
enum class sparse_action { symbolic, numeric };

/// cusparseGetErrorName, cusparseGetErrorString => the status in words
inline const char* sparse_status_string(sparse_status status) {
  switch (status) {
    case sparse_success: return "success";
    case sparse_not_initialized: return "not initialized";
    case sparse_alloc_failed: return "out of memory";
    case sparse_invalid_value: return "invalid value";
    case sparse_not_supported: return "not supported";
    default: return "execution failed";
  }
}

/// cusparseHandle_t => a stream, and where scalars lie
struct sparse_state {
  stream_t stream = nullptr;
  blas_pointer_mode mode = blas_pointer_mode_host;
};
using sparse_handle = sparse_state*;
inline sycl::queue& queue(sparse_handle h) { return queue(h->stream); }
/// cusparseSpMatDescr_t => sparse::matrix_handle_t
struct sparse_matrix {
  mkl::sparse::matrix_handle_t handle = nullptr;
  sparse_format format = sparse_format::csr;
  std::int64_t rows = 0, columns = 0, count = 0;
  // Of COO the numbers of the rows are called offsets here, of CSC the numbers of the rows are indices.
  void *offsets = nullptr, *indices = nullptr, *values = nullptr;
  sparse_index offset_type = sparse_index::i32, index_type = sparse_index::i32;
  mkl::index_base base = mkl::index_base::zero;
  data_type type = r_32f;
  mkl::uplo part = mkl::uplo::lower;
  mkl::diag diag = mkl::diag::nonunit;
};
using sparse_matrix_t = sparse_matrix*;
/// cusparseDnVecDescr_t => a pointer and its size
struct dense_vector {
  std::int64_t size;
  void* values;
  data_type type;
};
using dense_vector_t = dense_vector*;
/// cusparseDnMatDescr_t => a pointer, its sizes and its order
struct dense_matrix {
  std::int64_t rows, columns, ld;
  void* values;
  data_type type;
  sparse_order order;
};
using dense_matrix_t = dense_matrix*;

template <class Call> sparse_status sparse_attempt(Call&& call) {
  switch (attempt(std::forward<Call>(call))) {
    case success: return sparse_success;
    case error_memory_allocation: return sparse_alloc_failed;
    case error_not_supported: return sparse_not_supported;
    default: return sparse_execution_failed;
  }
}
template <class Call> void with_index(sparse_index type, Call&& call) {
  type == sparse_index::i64 ? call(std::int64_t()) : call(std::int32_t());
}

/// cusparseCreate, cusparseDestroy, cusparseSetStream, cusparseGetStream => no more than the handle
inline sparse_status sparse_create(sparse_handle* h) {
  *h = new sparse_state;
  return sparse_success;
}
inline sparse_status sparse_destroy(sparse_handle h) {
  delete h;
  return sparse_success;
}
inline sparse_status sparse_set_stream(sparse_handle h, stream_t stream) {
  h->stream = stream;
  return sparse_success;
}
inline sparse_status sparse_get_stream(sparse_handle h, stream_t* stream) {
  *stream = h->stream;
  return sparse_success;
}
/// cusparseSetPointerMode, cusparseGetPointerMode => where scalars lie
inline sparse_status sparse_set_pointer_mode(sparse_handle h, blas_pointer_mode mode) {
  h->mode = mode;
  return sparse_success;
}
inline sparse_status sparse_get_pointer_mode(sparse_handle h, blas_pointer_mode* mode) {
  *mode = h->mode;
  return sparse_success;
}

// The handle of oneMKL is told what the matrix is now; it has to have its arrays.
inline void describe(sparse_matrix& m) {
  if (!m.offsets || (m.count && (!m.indices || !m.values))) return;
  with_type(m.type, [&](auto sample) {
    using T = decltype(sample);
    with_index(m.offset_type, [&](auto index) {
      using I = decltype(index);
      auto *const offsets = static_cast<I*>(m.offsets), *const indices = static_cast<I*>(m.indices);
      auto* const values = static_cast<T*>(m.values);
      auto& q = queue();
      if (m.format == sparse_format::csr)
        mkl::sparse::set_csr_data(q, m.handle, m.rows, m.columns, m.count, m.base, offsets, indices, values).wait();
      else if (m.format == sparse_format::csc)
        mkl::sparse::set_csc_data(q, m.handle, m.rows, m.columns, m.count, m.base, offsets, indices, values).wait();
      else mkl::sparse::set_coo_data(q, m.handle, m.rows, m.columns, m.count, m.base, offsets, indices, values).wait();
    });
  });
}
inline sparse_status sparse_made(sparse_matrix_t* matrix, const sparse_matrix& m) {
  return sparse_attempt([&] {
    auto made = std::make_unique<sparse_matrix>(m);
    mkl::sparse::init_matrix_handle(&made->handle);
    describe(*made);
    *matrix = made.release();
  });
}
inline void* writable(const void* p) { return const_cast<void*>(p); }
/// cusparseCreateCsr => sparse::init_matrix_handle, sparse::set_csr_data
inline sparse_status sparse_create_csr(sparse_matrix_t* matrix, std::int64_t rows, std::int64_t columns,
                                       std::int64_t count, const void* offsets, const void* indices,
                                       const void* values, sparse_index offset_type, sparse_index index_type,
                                       mkl::index_base base, data_type type) {
  return sparse_made(matrix, {nullptr, sparse_format::csr, rows, columns, count, writable(offsets), writable(indices),
                              writable(values), offset_type, index_type, base, type});
}
/// cusparseCreateCsc => sparse::init_matrix_handle, sparse::set_csc_data
inline sparse_status sparse_create_csc(sparse_matrix_t* matrix, std::int64_t rows, std::int64_t columns,
                                       std::int64_t count, const void* offsets, const void* indices,
                                       const void* values, sparse_index offset_type, sparse_index index_type,
                                       mkl::index_base base, data_type type) {
  return sparse_made(matrix, {nullptr, sparse_format::csc, rows, columns, count, writable(offsets), writable(indices),
                              writable(values), offset_type, index_type, base, type});
}
/// cusparseCreateCoo => sparse::init_matrix_handle, sparse::set_coo_data
inline sparse_status sparse_create_coo(sparse_matrix_t* matrix, std::int64_t rows, std::int64_t columns,
                                       std::int64_t count, const void* row_indices, const void* indices,
                                       const void* values, sparse_index index_type, mkl::index_base base,
                                       data_type type) {
  return sparse_made(matrix, {nullptr, sparse_format::coo, rows, columns, count, writable(row_indices),
                              writable(indices), writable(values), index_type, index_type, base, type});
}
/// cusparseDestroySpMat => sparse::release_matrix_handle
inline sparse_status sparse_destroy_matrix(sparse_matrix_t matrix) {
  return sparse_attempt([&] {
    auto& q = queue();
    mkl::sparse::release_matrix_handle(q, &matrix->handle).wait();
    delete matrix;
  });
}
/// cusparseSpMatGetSize, cusparseSpMatGetFormat, cusparseSpMatGetIndexBase => what the matrix was made of
inline sparse_status sparse_get_size(sparse_matrix_t m, std::int64_t* rows, std::int64_t* columns,
                                     std::int64_t* count) {
  *rows = m->rows, *columns = m->columns, *count = m->count;
  return sparse_success;
}
inline sparse_status sparse_get_format(sparse_matrix_t m, sparse_format* format) {
  *format = m->format;
  return sparse_success;
}
inline sparse_status sparse_get_base(sparse_matrix_t m, mkl::index_base* base) {
  *base = m->base;
  return sparse_success;
}
/// cusparseSpMatSetValues, cusparseCsrSetPointers, cusparseCooSetPointers => the handle is given its arrays anew
inline sparse_status sparse_set_pointers(sparse_matrix_t m, void* offsets, void* indices, void* values) {
  m->offsets = offsets, m->indices = indices, m->values = values;
  return sparse_attempt([&] { describe(*m); });
}
inline sparse_status sparse_set_values(sparse_matrix_t m, void* values) {
  return sparse_set_pointers(m, m->offsets, m->indices, values);
}
/// cusparseSpMatGetValues => the pointer
template <class P> sparse_status sparse_get_values(sparse_matrix_t m, P** values) {
  *values = m->values;
  return sparse_success;
}
/// cusparseCsrGet, cusparseCscGet => what the matrix was made of
template <class P>
sparse_status sparse_get_csr(sparse_matrix_t m, std::int64_t* rows, std::int64_t* columns, std::int64_t* count,
                             P** offsets, P** indices, P** values, sparse_index* offset_type, sparse_index* index_type,
                             mkl::index_base* base, data_type* type) {
  *offsets = m->offsets, *indices = m->indices, *values = m->values;
  *offset_type = m->offset_type, *index_type = m->index_type, *base = m->base, *type = m->type;
  return sparse_get_size(m, rows, columns, count);
}
/// cusparseSpMatSetAttribute => which triangle of the matrix is solved
inline sparse_status sparse_set_attribute(sparse_matrix_t m, sparse_attribute what, const void* value, size_t bytes) {
  if (what == sparse_attribute::part && bytes == sizeof m->part) std::memcpy(&m->part, value, bytes);
  else if (what == sparse_attribute::diag && bytes == sizeof m->diag) std::memcpy(&m->diag, value, bytes);
  else return sparse_invalid_value;
  return sparse_success;
}
/// cusparseCreateDnVec, cusparseDestroyDnVec => a pointer and its size
inline sparse_status sparse_create_vector(dense_vector_t* vector, std::int64_t size, const void* values,
                                          data_type type) {
  *vector = new dense_vector{size, writable(values), type};
  return sparse_success;
}
inline sparse_status sparse_destroy_vector(dense_vector_t vector) {
  delete vector;
  return sparse_success;
}
/// cusparseDnVecSetValues, cusparseDnMatSetValues => the pointer
template <class Dense> sparse_status dense_set_values(Dense dense, void* values) {
  dense->values = values;
  return sparse_success;
}
/// cusparseDnVecGetValues, cusparseDnMatGetValues => the pointer
template <class Dense, class P> sparse_status dense_get_values(Dense dense, P** values) {
  *values = dense->values;
  return sparse_success;
}
/// cusparseDnVecGet, cusparseDnMatGet => what the vector, the matrix was made of
template <class P> sparse_status dense_get(dense_vector_t v, std::int64_t* size, P** values, data_type* type) {
  *size = v->size, *values = v->values, *type = v->type;
  return sparse_success;
}
template <class P> sparse_status dense_get(dense_matrix_t m, std::int64_t* rows, std::int64_t* columns,
                                           std::int64_t* ld, P** values, data_type* type, sparse_order* order) {
  *rows = m->rows, *columns = m->columns, *ld = m->ld, *values = m->values, *type = m->type, *order = m->order;
  return sparse_success;
}
/// cusparseCreateDnMat, cusparseDestroyDnMat => a pointer, its sizes and its order
inline sparse_status sparse_create_dense(dense_matrix_t* matrix, std::int64_t rows, std::int64_t columns,
                                         std::int64_t ld, const void* values, data_type type, sparse_order order) {
  *matrix = new dense_matrix{rows, columns, ld, writable(values), type, order};
  return sparse_success;
}
inline sparse_status sparse_destroy_dense(dense_matrix_t matrix) {
  delete matrix;
  return sparse_success;
}
// The order of both.
inline mkl::layout layout_of(dense_matrix_t b, dense_matrix_t c) {
  if (b->order != c->order) not_supported("the dense matrices have different orders");
  return b->order == sparse_order::row ? mkl::layout::row_major : mkl::layout::col_major;
}
// A scalar whose type the call names, read now.
template <class T> T scalar_of(sparse_handle h, const void* p) { return scalar(h, static_cast<const T*>(p)); }

/// cusparseSpMV_bufferSize => 0
inline sparse_status sparse_spmv_buffer_size(sparse_handle, mkl::transpose, const void*, sparse_matrix_t,
                                             dense_vector_t, const void*, dense_vector_t, data_type, int,
                                             size_t* bytes) {
  *bytes = 0;
  return sparse_success;
}
/// cusparseSpMV => sparse::gemv
inline sparse_status sparse_spmv(sparse_handle h, mkl::transpose op, const void* alpha, sparse_matrix_t a,
                                 dense_vector_t x, const void* beta, dense_vector_t y, data_type type, int, void*) {
  return sparse_attempt([&] {
    with_type(type, [&](auto sample) {
      using T = decltype(sample);
      mkl::sparse::gemv(queue(h), op, scalar_of<T>(h, alpha), a->handle, static_cast<const T*>(x->values),
                        scalar_of<T>(h, beta), static_cast<T*>(y->values));
    });
  });
}
/// cusparseSpMM_bufferSize => 0
inline sparse_status sparse_spmm_buffer_size(sparse_handle, mkl::transpose, mkl::transpose, const void*,
                                             sparse_matrix_t, dense_matrix_t, const void*, dense_matrix_t, data_type,
                                             int, size_t* bytes) {
  *bytes = 0;
  return sparse_success;
}
/// cusparseSpMM => sparse::gemm
inline sparse_status sparse_spmm(sparse_handle h, mkl::transpose opa, mkl::transpose opb, const void* alpha,
                                 sparse_matrix_t a, dense_matrix_t b, const void* beta, dense_matrix_t c,
                                 data_type type, int, void*) {
  return sparse_attempt([&] {
    const auto layout = layout_of(b, c);
    with_type(type, [&](auto sample) {
      using T = decltype(sample);
      mkl::sparse::gemm(queue(h), layout, opa, opb, scalar_of<T>(h, alpha), a->handle,
                        static_cast<const T*>(b->values), c->columns, b->ld, scalar_of<T>(h, beta),
                        static_cast<T*>(c->values), c->ld);
    });
  });
}
/// cusparseSpMV_preprocess, cusparseSpMM_preprocess, cusparseSDDMM_preprocess => nothing
template <class... Ignored> sparse_status sparse_preprocess(sparse_handle, Ignored...) { return sparse_success; }

/// cusparseSpSVDescr_t, cusparseSpSMDescr_t, csrsv2Info_t => nothing to hold
struct sparse_solution {};
using sparse_solution_t = sparse_solution*;
inline sparse_status sparse_create_solution(sparse_solution_t* s) {
  *s = new sparse_solution;
  return sparse_success;
}
inline sparse_status sparse_destroy_solution(sparse_solution_t s) {
  delete s;
  return sparse_success;
}
/// cusparseSpSV_bufferSize, cusparseSDDMM_bufferSize, cusparseSgtsv2_bufferSizeExt ... => a byte
template <class... A> sparse_status sparse_buffer_size(sparse_handle, A... a) {
  *std::get<sizeof...(a) - 1>(std::make_tuple(a...)) = 1;
  return sparse_success;
}
/// cusparseSpSV_analysis => sparse::optimize_trsv
inline sparse_status sparse_spsv_analysis(sparse_handle h, mkl::transpose op, const void*, sparse_matrix_t a,
                                          dense_vector_t, dense_vector_t, data_type, int, sparse_solution_t, void*) {
  return sparse_attempt(
      [&] { mkl::sparse::optimize_trsv(queue(h), a->part, op, a->diag, a->handle).wait_and_throw(); });
}
/// cusparseSpSV_solve => sparse::trsv
inline sparse_status sparse_spsv(sparse_handle h, mkl::transpose op, const void* alpha, sparse_matrix_t a,
                                 dense_vector_t x, dense_vector_t y, data_type type, int, sparse_solution_t) {
  return sparse_attempt([&] {
    with_type(type, [&](auto sample) {
      using T = decltype(sample);
      mkl::sparse::trsv(queue(h), a->part, op, a->diag, scalar_of<T>(h, alpha), a->handle,
                        static_cast<const T*>(x->values), static_cast<T*>(y->values));
    });
  });
}
/// cusparseSpSM_analysis => sparse::optimize_trsm
inline sparse_status sparse_spsm_analysis(sparse_handle h, mkl::transpose op, mkl::transpose, const void*,
                                          sparse_matrix_t a, dense_matrix_t b, dense_matrix_t c, data_type, int,
                                          sparse_solution_t, void*) {
  return sparse_attempt([&] {
    mkl::sparse::optimize_trsm(queue(h), layout_of(b, c), a->part, op, a->diag, a->handle, c->columns)
        .wait_and_throw();
  });
}
/// cusparseSpSM_solve => sparse::trsm
inline sparse_status sparse_spsm(sparse_handle h, mkl::transpose opa, mkl::transpose opb, const void* alpha,
                                 sparse_matrix_t a, dense_matrix_t b, dense_matrix_t c, data_type type, int,
                                 sparse_solution_t) {
  return sparse_attempt([&] {
    const auto layout = layout_of(b, c);
    with_type(type, [&](auto sample) {
      using T = decltype(sample);
      mkl::sparse::trsm(queue(h), layout, opa, opb, a->part, a->diag, scalar_of<T>(h, alpha), a->handle,
                        static_cast<const T*>(b->values), c->columns, b->ld, static_cast<T*>(c->values), c->ld);
    });
  });
}

// ---- products of two sparse matrices

/// cusparseSpGEMMDescr_t => the product, until it is copied
struct sparse_product {
  void *offsets = nullptr, *indices = nullptr, *values = nullptr;

  void forget() {
    for (void** one : {&offsets, &indices, &values}) {
      if (*one) sycl::free(*one, port::queue());
      *one = nullptr;
    }
  }
};
using sparse_product_t = sparse_product*;
/// cusparseSpGEMM_createDescr, cusparseSpGEMM_destroyDescr => the product's memory
inline sparse_status sparse_create_product(sparse_product_t* product) {
  *product = new sparse_product;
  return sparse_success;
}
inline sparse_status sparse_destroy_product(sparse_product_t product) {
  return sparse_attempt([&] {
    product->forget();
    delete product;
  });
}
/// cusparseSpGEMM_workEstimation => a byte
inline sparse_status sparse_spgemm_estimate(sparse_handle, mkl::transpose, mkl::transpose, const void*,
                                            sparse_matrix_t, sparse_matrix_t, const void*, sparse_matrix_t, data_type,
                                            int, sparse_product_t, size_t* bytes, void*) {
  *bytes = 1;
  return sparse_success;
}
// The stages of a product up to its columns and values, which lie in `p`; the number of them.
template <class T, class I> std::int64_t multiplied(sycl::queue& q, mkl::transpose opa, mkl::transpose opb,
                                                    sparse_matrix& a, sparse_matrix& b, sparse_matrix& c,
                                                    sparse_product& p) {
  namespace sparse = mkl::sparse;
  using request = sparse::matmat_request;
  sparse::matrix_handle_t made = nullptr;
  sparse::matmat_descr_t descr = nullptr;
  sparse::init_matrix_handle(&made);
  sparse::init_matmat_descr(&descr);
  constexpr auto general = sparse::matrix_view_descr::general;
  sparse::set_matmat_data(descr, general, opa, general, opb, general);
  auto* const offsets = sycl::malloc_device<I>(size_t(c.rows) + 1, q);
  p.offsets = offsets;
  sparse::set_csr_data(q, made, c.rows, c.columns, 0, c.base, offsets, static_cast<I*>(nullptr),
                       static_cast<T*>(nullptr))
      .wait();
  auto* const size = sycl::malloc_host<std::int64_t>(1, q);
  std::vector<void*> buffers;
  const auto stage = [&](request asked, request done) {
    sparse::matmat(q, a.handle, b.handle, made, asked, descr, size, nullptr, {}).wait_and_throw();
    buffers.push_back(sycl::malloc_device(size_t(*size) + 1, q));
    sparse::matmat(q, a.handle, b.handle, made, done, descr, size, buffers.back(), {}).wait_and_throw();
  };
  stage(request::get_work_estimation_buf_size, request::work_estimation);
  stage(request::get_compute_buf_size, request::compute);
  sparse::matmat(q, a.handle, b.handle, made, request::get_nnz, descr, size, nullptr, {}).wait_and_throw();
  const std::int64_t count = *size;
  auto* const indices = sycl::malloc_device<I>(size_t(count) + 1, q);
  auto* const values = sycl::malloc_device<T>(size_t(count) + 1, q);
  p.indices = indices, p.values = values;
  sparse::set_csr_data(q, made, c.rows, c.columns, count, c.base, offsets, indices, values).wait();
  sparse::matmat(q, a.handle, b.handle, made, request::finalize, descr, nullptr, nullptr, {}).wait_and_throw();
  sparse::sort_matrix(q, made).wait_and_throw();
  for (void* one : buffers) sycl::free(one, q);
  sycl::free(size, q);
  sparse::release_matmat_descr(&descr);
  sparse::release_matrix_handle(q, &made).wait();
  return count;
}
/// cusparseSpGEMM_compute => sparse::matmat, with all its stages; a byte where its size is asked for
inline sparse_status sparse_spgemm_compute(sparse_handle h, mkl::transpose opa, mkl::transpose opb, const void*,
                                           sparse_matrix_t a, sparse_matrix_t b, const void*, sparse_matrix_t c,
                                           data_type type, int, sparse_product_t product, size_t* bytes,
                                           void* buffer) {
  *bytes = 1;
  if (!buffer) return sparse_success;
  return sparse_attempt([&] {
    product->forget();
    with_type(type, [&](auto sample) {
      with_index(a->offset_type, [&](auto index) {
        c->count = multiplied<decltype(sample), decltype(index)>(queue(h), opa, opb, *a, *b, *c, *product);
      });
    });
  });
}
/// cusparseSpGEMM_copy => queue::memcpy of the product, times alpha
template <class H>
sparse_status sparse_spgemm_copy(H h, mkl::transpose, mkl::transpose, const void* alpha, sparse_matrix_t a,
                                 sparse_matrix_t, const void* beta, sparse_matrix_t c, data_type type, int,
                                 sparse_product_t product) {
  return sparse_attempt([&] {
    auto& q = queue(h);
    with_type(type, [&](auto sample) {
      using T = decltype(sample);
      if (scalar_of<T>(h, beta) != T(0)) not_supported("a product is not added to a sparse matrix");
      with_index(a->offset_type, [&](auto index) {
        using I = decltype(index);
        q.memcpy(c->offsets, product->offsets, size_t(c->rows + 1) * sizeof(I));
        q.memcpy(c->indices, product->indices, size_t(c->count) * sizeof(I));
      });
      auto* const to = static_cast<T*>(c->values);
      const auto* const from = static_cast<const T*>(product->values);
      const T factor = scalar_of<T>(h, alpha);
      q.parallel_for(sycl::range<1>(size_t(c->count)), [=](sycl::id<1> i) { to[i] = factor * from[i]; });
    });
    q.wait_and_throw();
    describe(*c);
  });
}

// ---- sampled products, and matrices that become sparse or dense

// A dense matrix in a kernel.
template <class T> struct dense_view {
  T* values;
  std::int64_t row, column;
  dense_view(const dense_matrix& m, bool transposed = false)
      : values(static_cast<T*>(m.values)),
        row((m.order == sparse_order::row) != transposed ? m.ld : 1),
        column((m.order == sparse_order::row) != transposed ? 1 : m.ld) {}
  T& operator()(std::int64_t i, std::int64_t j) const { return values[i * row + j * column]; }
};
// A matrix in CSR in a kernel.
template <class T, class I> struct csr_view {
  I *offsets, *indices;
  T* values;
  I base;
  explicit csr_view(const sparse_matrix& m)
      : offsets(static_cast<I*>(m.offsets)),
        indices(static_cast<I*>(m.indices)),
        values(static_cast<T*>(m.values)),
        base(m.base == mkl::index_base::one) {}
  I begin(std::int64_t row) const { return offsets[row] - base; }
  I end(std::int64_t row) const { return offsets[row + 1] - base; }
  std::int64_t column(I n) const { return indices[n] - base; }
};
// `call` with the view of a matrix in CSR and a value of its type.
template <class Call> void with_csr(const sparse_matrix& m, Call&& call) {
  if (m.format != sparse_format::csr) not_supported("the sparse matrix is not in CSR");
  with_type(m.type, [&](auto sample) {
    with_index(m.offset_type, [&](auto index) { call(csr_view<decltype(sample), decltype(index)>(m), sample); });
  });
}
/// cusparseSDDMM => a kernel with a row of the sparse matrix for each item
template <class H>
sparse_status sparse_sddmm(H h, mkl::transpose opa, mkl::transpose opb, const void* alpha, dense_matrix_t a,
                           dense_matrix_t b, const void* beta, sparse_matrix_t c, data_type, int, void*) {
  return sparse_attempt([&] {
    if (opa == mkl::transpose::conjtrans || opb == mkl::transpose::conjtrans) not_supported("no conjugated factors");
    with_csr(*c, [&](auto csr, auto sample) {
      using T = decltype(sample);
      const dense_view<T> x(*a, opa == mkl::transpose::trans), y(*b, opb == mkl::transpose::trans);
      const std::int64_t inner = opa == mkl::transpose::trans ? a->rows : a->columns;
      const T factor = scalar_of<T>(h, alpha), kept = scalar_of<T>(h, beta);
      queue(h).parallel_for(sycl::range<1>(size_t(c->rows)), [=](sycl::id<1> item) {
        const auto i = std::int64_t(item[0]);
        for (auto n = csr.begin(i); n < csr.end(i); ++n) {
          T sum(0);
          for (std::int64_t k = 0; k < inner; ++k) sum += x(i, k) * y(k, csr.column(n));
          csr.values[n] = factor * sum + kept * csr.values[n];
        }
      });
    });
  });
}
/// cusparseSparseToDense => a kernel with a row for each item
template <class H> sparse_status sparse_to_dense(H h, sparse_matrix_t a, dense_matrix_t b, int, void*) {
  return sparse_attempt([&] {
    with_csr(*a, [&](auto csr, auto sample) {
      using T = decltype(sample);
      const dense_view<T> to(*b);
      const std::int64_t columns = b->columns;
      queue(h).parallel_for(sycl::range<1>(size_t(a->rows)), [=](sycl::id<1> item) {
        const auto i = std::int64_t(item[0]);
        for (std::int64_t j = 0; j < columns; ++j) to(i, j) = T(0);
        for (auto n = csr.begin(i); n < csr.end(i); ++n) to(i, csr.column(n)) = csr.values[n];
      });
    });
  });
}
/// cusparseDenseToSparse_analysis => a kernel that counts, and one that adds up
template <class H> sparse_status sparse_from_dense_analysis(H h, dense_matrix_t a, sparse_matrix_t b, int, void*) {
  return sparse_attempt([&] {
    auto& q = queue(h);
    with_csr(*b, [&](auto csr, auto sample) {
      using T = decltype(sample);
      const dense_view<T> from(*a);
      const std::int64_t rows = a->rows, columns = a->columns;
      q.parallel_for(sycl::range<1>(size_t(rows)), [=](sycl::id<1> item) {
         const auto i = std::int64_t(item[0]);
         csr.offsets[i + 1] = 0;
         for (std::int64_t j = 0; j < columns; ++j) csr.offsets[i + 1] += from(i, j) != T(0);
       }).wait();
      q.single_task([=] {
         csr.offsets[0] = csr.base;
         for (std::int64_t i = 0; i < rows; ++i) csr.offsets[i + 1] += csr.offsets[i];
       }).wait();
      std::decay_t<decltype(csr.base)> last = 0;
      q.memcpy(&last, csr.offsets + rows, sizeof last).wait();
      b->count = last - csr.base;
    });
  });
}
/// cusparseDenseToSparse_convert => a kernel with a row for each item
template <class H> sparse_status sparse_from_dense(H h, dense_matrix_t a, sparse_matrix_t b, int, void*) {
  return sparse_attempt([&] {
    with_csr(*b, [&](auto csr, auto sample) {
      using T = decltype(sample);
      const dense_view<T> from(*a);
      const std::int64_t columns = a->columns;
      queue(h)
          .parallel_for(sycl::range<1>(size_t(a->rows)), [=](sycl::id<1> item) {
            const auto i = std::int64_t(item[0]);
            auto n = csr.begin(i);
            for (std::int64_t j = 0; j < columns; ++j) {
              if (from(i, j) == T(0)) continue;
              csr.indices[n] = std::decay_t<decltype(csr.base)>(j) + csr.base;
              csr.values[n++] = from(i, j);
            }
          })
          .wait();
    });
    describe(*b);
  });
}

// ---- matrices in arrays of the program's own

/// cusparseMatDescr_t => a kind, a triangle and the first index
struct matrix_description {
  sparse_kind kind = sparse_kind::general;
  mkl::uplo part = mkl::uplo::lower;
  mkl::diag diag = mkl::diag::nonunit;
  mkl::index_base base = mkl::index_base::zero;
};
using matrix_description_t = matrix_description*;
/// cusparseCreateMatDescr, cusparseDestroyMatDescr => no more than the description
inline sparse_status create_description(matrix_description_t* d) {
  *d = new matrix_description;
  return sparse_success;
}
inline sparse_status destroy_description(matrix_description_t d) {
  delete d;
  return sparse_success;
}
/// cusparseSetMatType, cusparseSetMatFillMode, cusparseSetMatDiagType, cusparseSetMatIndexBase => its members
inline sparse_status set_kind(matrix_description_t d, sparse_kind kind) {
  d->kind = kind;
  return sparse_success;
}
inline sparse_status set_part(matrix_description_t d, mkl::uplo part) {
  d->part = part;
  return sparse_success;
}
inline sparse_status set_diag(matrix_description_t d, mkl::diag diag) {
  d->diag = diag;
  return sparse_success;
}
inline sparse_status set_base(matrix_description_t d, mkl::index_base base) {
  d->base = base;
  return sparse_success;
}
/// cusparseGetMatType, cusparseGetMatFillMode, cusparseGetMatDiagType, cusparseGetMatIndexBase => its members
inline sparse_kind get_kind(const matrix_description* d) { return d->kind; }
inline mkl::uplo get_part(const matrix_description* d) { return d->part; }
inline mkl::diag get_diag(const matrix_description* d) { return d->diag; }
inline mkl::index_base get_base(const matrix_description* d) { return d->base; }

// `call` with a handle of oneMKL for arrays of a matrix in CSR, and wait.
template <class T, class Call>
sparse_status with_arrays(sparse_handle h, int rows, int columns, int count, const matrix_description* d,
                          const T* values, const int* offsets, const int* indices, Call&& call) {
  return sparse_attempt([&] {
    auto& q = queue(h);
    mkl::sparse::matrix_handle_t handle = nullptr;
    mkl::sparse::init_matrix_handle(&handle);
    mkl::sparse::set_csr_data(q, handle, rows, columns, count, d->base, const_cast<int*>(offsets),
                              const_cast<int*>(indices), const_cast<mkl_type<T>*>(numbers(values)))
        .wait();
    call(q, handle);
    q.wait_and_throw();
    mkl::sparse::release_matrix_handle(q, &handle).wait();
  });
}
/// cusparseScsrmv ... => sparse::gemv, symv of arrays, and wait
template <class T>
sparse_status sparse_csrmv(sparse_handle h, mkl::transpose op, int m, int n, int count, const T* alpha,
                           const matrix_description* d, const as<T>* values, const int* offsets, const int* indices,
                           const as<T>* x, const as<T>* beta, as<T>* y) {
  return with_arrays(h, m, n, count, d, values, offsets, indices, [&](auto& q, auto a) {
    const auto factor = scalar(h, alpha), kept = scalar(h, beta);
    if (d->kind == sparse_kind::general) mkl::sparse::gemv(q, op, factor, a, numbers(x), kept, numbers(y));
    else if (d->kind == sparse_kind::symmetric)
      mkl::sparse::symv(q, d->part, factor, a, numbers(x), kept, numbers(y));
    else not_supported("no product with such a matrix");
  });
}
/// cusparseScsrmm2 ... => sparse::gemm of arrays, and wait
template <class T>
sparse_status sparse_csrmm2(sparse_handle h, mkl::transpose opa, mkl::transpose opb, int m, int n, int k, int count,
                            const T* alpha, const matrix_description* d, const as<T>* values, const int* offsets,
                            const int* indices, const as<T>* b, int ldb, const as<T>* beta, as<T>* c, int ldc) {
  return with_arrays(h, m, k, count, d, values, offsets, indices, [&](auto& q, auto a) {
    mkl::sparse::gemm(q, mkl::layout::col_major, opa, opb, scalar(h, alpha), a, numbers(b), n, ldb, scalar(h, beta),
                      numbers(c), ldc);
  });
}
/// cusparseScsrmm ... => sparse::gemm of arrays, and wait
template <class T>
sparse_status sparse_csrmm(sparse_handle h, mkl::transpose op, int m, int n, int k, int count, const T* alpha,
                           const matrix_description* d, const as<T>* values, const int* offsets, const int* indices,
                           const as<T>* b, int ldb, const as<T>* beta, as<T>* c, int ldc) {
  return sparse_csrmm2(h, op, mkl::transpose::nontrans, m, n, k, count, alpha, d, values, offsets, indices, b, ldb,
                       beta, c, ldc);
}
/// cusparseScsrsv2_analysis ... => nothing
template <class... Ignored> sparse_status sparse_csrsv_analysis(sparse_handle, Ignored...) { return sparse_success; }
/// cusparseScsrsv2_solve ... => sparse::trsv of arrays, and wait
template <class T>
sparse_status sparse_csrsv(sparse_handle h, mkl::transpose op, int m, int count, const T* alpha,
                           const matrix_description* d, const as<T>* values, const int* offsets, const int* indices,
                           sparse_solution_t, const as<T>* x, as<T>* y, int, void*) {
  return with_arrays(h, m, m, count, d, values, offsets, indices, [&](auto& q, auto a) {
    mkl::sparse::trsv(q, d->part, op, d->diag, scalar(h, alpha), a, numbers(x), numbers(y));
  });
}
/// cusparseXcoo2csr => a kernel that searches each row's first place
template <class H>
sparse_status sparse_coo_to_csr(H h, const int* rows, int count, int m, int* offsets, mkl::index_base first) {
  return sparse_attempt([&] {
    const int base = first == mkl::index_base::one;
    queue(h).parallel_for(sycl::range<1>(size_t(m) + 1), [=](sycl::id<1> i) {
      int from = 0, to = count;
      while (from < to) {
        const int middle = (from + to) / 2;
        if (rows[middle] - base < int(i[0])) from = middle + 1;
        else to = middle;
      }
      offsets[i] = from + base;
    });
  });
}
/// cusparseXcsr2coo => a kernel with a row for each item
template <class H>
sparse_status sparse_csr_to_coo(H h, const int* offsets, int, int m, int* rows, mkl::index_base first) {
  return sparse_attempt([&] {
    const int base = first == mkl::index_base::one;
    queue(h).parallel_for(sycl::range<1>(size_t(m)), [=](sycl::id<1> i) {
      for (int n = offsets[i[0]] - base; n < offsets[i[0] + 1] - base; ++n) rows[n] = int(i[0]) + base;
    });
  });
}
/// cusparseCsr2cscEx2 => a kernel that puts each number behind those of its column
template <class H>
sparse_status sparse_csr_to_csc(H h, int m, int n, int count, const void* values, const int* offsets,
                                const int* indices, void* to_values, int* to_offsets, int* to_indices, data_type type,
                                sparse_action action, mkl::index_base first, int, void*) {
  return sparse_attempt([&] {
    const int base = first == mkl::index_base::one;
    const bool with_values = action == sparse_action::numeric;
    with_type(type, [&](auto sample) {
      using T = decltype(sample);
      const auto* const from = static_cast<const T*>(values);
      auto* const to = static_cast<T*>(to_values);
      queue(h).single_task([=] {
        for (int j = 0; j <= n; ++j) to_offsets[j] = 0;
        for (int e = 0; e < count; ++e) ++to_offsets[indices[e] - base + 1];
        for (int j = 0; j < n; ++j) to_offsets[j + 1] += to_offsets[j];
        for (int i = 0; i < m; ++i)
          for (int e = offsets[i] - base; e < offsets[i + 1] - base; ++e) {
            const int at = to_offsets[indices[e] - base]++;
            to_indices[at] = i + base;
            if (with_values) to[at] = from[e];
          }
        for (int j = n; j > 0; --j) to_offsets[j] = to_offsets[j - 1] + base;
        to_offsets[0] = base;
      });
    });
  });
}
// Solves one tridiagonal system in memory of 3 * m numbers; rows are swapped as LAPACK's gtsv does.
template <class T> void solve_tridiagonal(int m, const T* below, const T* on, const T* above, T* x, T* work) {
  T *const d = work, *const u = work + m, *const far = work + 2 * m;
  d[0] = on[0], u[0] = m > 1 ? above[0] : T(0), far[0] = T(0);
  for (int i = 1; i < m; ++i) {
    T left = below[i], own = on[i], right = i + 1 < m ? above[i] : T(0);
    if (std::abs(d[i - 1]) < std::abs(left)) {
      std::swap(left, d[i - 1]);
      std::swap(own, u[i - 1]);
      std::swap(right, far[i - 1]);
      std::swap(x[i], x[i - 1]);
    }
    const T factor = left / d[i - 1];
    d[i] = own - factor * u[i - 1];
    u[i] = right - factor * far[i - 1];
    far[i] = T(0);
    x[i] -= factor * x[i - 1];
  }
  for (int i = m - 1; i >= 0; --i) {
    T v = x[i];
    if (i + 1 < m) v -= u[i] * x[i + 1];
    if (i + 2 < m) v -= far[i] * x[i + 2];
    x[i] = v / d[i];
  }
}
// Systems of which each has its right-hand side `step` behind that before, and its matrix `matrix_step` behind.
template <class T> sparse_status solve_tridiagonals(sparse_handle h, int m, int count, const T* below, const T* on,
                                                    const T* above, int matrix_step, T* x, int step) {
  using U = mkl_type<T>;
  return sparse_attempt([&] {
    auto& q = queue(h);
    U* const work = sycl::malloc_device<U>(3 * size_t(m) * size_t(count), q);
    const U *const l = numbers(below), *const d = numbers(on), *const u = numbers(above);
    U* const to = numbers(x);
    q.parallel_for(sycl::range<1>(size_t(count)), [=](sycl::id<1> i) {
       const auto from = std::int64_t(i[0]) * matrix_step;
       solve_tridiagonal(m, l + from, d + from, u + from, to + std::int64_t(i[0]) * step, work + 3 * i[0] * m);
     }).wait();
    sycl::free(work, q);
  });
}
/// cusparseSgtsv2, cusparseSgtsv2_nopivot ... => a kernel with a right-hand side for each item, and wait
template <class T> sparse_status sparse_gtsv(sparse_handle h, int m, int n, const T* below, const as<T>* on,
                                             const as<T>* above, as<T>* b, int ldb, void*) {
  return solve_tridiagonals<T>(h, m, n, below, on, above, 0, b, ldb);
}
/// cusparseSgtsv2StridedBatch ... => a kernel with a system for each item, and wait
template <class T> sparse_status sparse_gtsv_strided(sparse_handle h, int m, const T* below, const as<T>* on,
                                                     const as<T>* above, as<T>* x, int count, int stride, void*) {
  return solve_tridiagonals<T>(h, m, count, below, on, above, stride, x, stride);
}
}  // namespace port
