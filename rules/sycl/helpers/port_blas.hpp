// cuBLAS programs on oneMKL: handles that hold a stream, status codes, and calls with CUDA's arguments in CUDA's order.
//
// A scalar that CUDA takes by its address is read when the call is made, and goes to oneMKL by value: oneMKL would read
// it when the work is done, which is after a local variable is gone. A comment of the form `/// CUDA => SYCL` says what
// a declaration stands for.
#pragma once
#define PORT_BLAS_HPP

#include "port_mkl.hpp"

#include <oneapi/mkl/blas.hpp>

// What programs ask for at compile time: calls here are in the form of the library of CUDA 12.
#define CUBLAS_VER_MAJOR 12
#define CUBLAS_VER_MINOR 9
#define CUBLAS_VER_PATCH 0
#define CUBLAS_VER_BUILD 0
#define CUBLAS_VERSION 120900

namespace port {
// ==== cuBLAS

enum blas_status : int {
  blas_success = 0,
  blas_not_initialized = 1,
  blas_alloc_failed = 3,
  blas_invalid_value = 7,
  blas_arch_mismatch = 8,
  blas_mapping_error = 11,
  blas_execution_failed = 13,
  blas_internal_error = 14,
  blas_not_supported = 15,
  blas_license_error = 16
};
/// cublasMath_t => without effect: how oneMKL computes is its own
enum blas_math_mode {
  blas_default_math = 0,
  blas_tensor_op_math = 1,
  blas_pedantic_math = 2,
  blas_tf32_tensor_op_math = 3,
  blas_math_disallow_reduced_precision_reduction = 16
};
enum blas_pointer_mode { blas_pointer_mode_host = 0, blas_pointer_mode_device = 1 };

/// cublasHandle_t => a stream, and where scalars lie
struct blas_state {
  stream_t stream = nullptr;
  blas_pointer_mode mode = blas_pointer_mode_host;
};
using blas_handle = blas_state*;

/// cublasCreate, cublasDestroy => no more than the handle
inline blas_status blas_create(blas_handle* h) {
  *h = new blas_state;
  return blas_success;
}
inline blas_status blas_destroy(blas_handle h) {
  delete h;
  return blas_success;
}
/// cublasSetStream, cublasGetStream => the queue that calls go to
inline blas_status blas_set_stream(blas_handle h, stream_t stream) {
  h->stream = stream;
  return blas_success;
}
inline blas_status blas_get_stream(blas_handle h, stream_t* stream) {
  *stream = h->stream;
  return blas_success;
}
/// cublasSetPointerMode, cublasGetPointerMode => where scalars and results lie
inline blas_status blas_set_pointer_mode(blas_handle h, blas_pointer_mode mode) {
  h->mode = mode;
  return blas_success;
}
inline blas_status blas_get_pointer_mode(blas_handle h, blas_pointer_mode* mode) {
  *mode = h->mode;
  return blas_success;
}
/// cublasSetMathMode, cublasSetWorkspace, cublasSetAtomicsMode => without effect
template <class... Ignored> blas_status blas_set_math_mode(blas_handle, Ignored...) { return blas_success; }
template <class... Ignored> blas_status blas_set_workspace(blas_handle, Ignored...) { return blas_success; }
template <class... Ignored> blas_status blas_set_atomics_mode(blas_handle, Ignored...) { return blas_success; }

/// cublasGetVersion => the release whose calls these are
inline blas_status blas_get_version(blas_handle, int* version) {
  *version = CUBLAS_VERSION;
  return blas_success;
}
/// cublasGetMathMode => the default
inline blas_status blas_get_math_mode(blas_handle, blas_math_mode* mode) {
  *mode = blas_default_math;
  return blas_success;
}

/// cublasGetStatusString, cublasGetStatusName => the name of the enumerator
inline const char* blas_status_string(blas_status status) {
  switch (status) {
    case blas_success: return "blas_success";
    case blas_not_initialized: return "blas_not_initialized";
    case blas_alloc_failed: return "blas_alloc_failed";
    case blas_invalid_value: return "blas_invalid_value";
    case blas_not_supported: return "blas_not_supported";
    case blas_execution_failed: return "blas_execution_failed";
    default: return "blas_internal_error";
  }
}

inline sycl::queue& queue(blas_handle h) { return queue(h->stream); }
namespace blas = oneapi::mkl::blas::column_major;

/// any other call of cuBLAS => `port::blas_attempt([&] { port::blas::name(port::queue(h), ...); })`
template <class Call> blas_status blas_attempt(Call&& call) {
  switch (attempt(std::forward<Call>(call))) {
    case success: return blas_success;
    case error_memory_allocation: return blas_alloc_failed;
    case error_invalid_value: return blas_invalid_value;
    case error_not_supported: return blas_not_supported;
    default: return blas_execution_failed;
  }
}

[[noreturn]] inline void not_supported(const char* what) {
  throw sycl::exception(sycl::make_error_code(sycl::errc::feature_not_supported), what);
}
// `call` with a value of the type.
template <class Call> void with_type(data_type type, Call&& call) {
  switch (type) {
    case r_32f: return call(float());
    case r_64f: return call(double());
    case c_32f: return call(std::complex<float>());
    case c_64f: return call(std::complex<double>());
    default: not_supported("no such type of numbers");
  }
}
// A scalar, read now; in device mode that waits for what wrote it.
template <class Handle, class T> mkl_type<T> scalar(Handle h, const T* p) {
  mkl_type<T> value;
  if (h->mode == blas_pointer_mode_host) std::memcpy(&value, p, sizeof value);
  else queue(h).memcpy(&value, p, sizeof value).wait();
  return value;
}
// A result: written where it was asked for by `call`, which is given memory of the device.
template <class T, class Call> void result_of(blas_handle h, T* result, Call&& call) {
  auto& q = queue(h);
  if (h->mode == blas_pointer_mode_device) {
    call(q, numbers(result));
    return;
  }
  auto* const found = sycl::malloc_device<mkl_type<T>>(1, q);
  call(q, found);
  q.memcpy(result, found, sizeof(T)).wait();
  sycl::free(found, q);
}

/// cublasSetVector, cublasGetVector => queue::memcpy of each element, or of all
inline blas_status copy_vector(int n, int size, const void* x, int incx, void* y, int incy) {
  const error_t code = memcpy_2d(y, size_t(incy) * size, x, size_t(incx) * size, size_t(size), size_t(n));
  return code == success ? blas_success : blas_execution_failed;
}
/// cublasSetMatrixAsync, cublasGetMatrixAsync => queue::memcpy of each column, or of all
inline blas_status copy_matrix_async(int rows, int columns, int size, const void* a, int lda, void* b, int ldb,
                                     stream_t stream) {
  const error_t code = memcpy_2d_async(b, size_t(ldb) * size, a, size_t(lda) * size, size_t(rows) * size,
                                       size_t(columns), stream);
  return code == success ? blas_success : blas_execution_failed;
}
/// cublasSetVectorAsync, cublasGetVectorAsync => queue::memcpy of each element, or of all
inline blas_status copy_vector_async(int n, int size, const void* x, int incx, void* y, int incy, stream_t stream) {
  return copy_matrix_async(1, n, size, x, incx, y, incy, stream);
}
/// cublasSetMatrix, cublasGetMatrix => queue::memcpy of each column, or of all
inline blas_status copy_matrix(int rows, int columns, int size, const void* a, int lda, void* b, int ldb) {
  const error_t code = memcpy_2d(b, size_t(ldb) * size, a, size_t(lda) * size, size_t(rows) * size, size_t(columns));
  return code == success ? blas_success : blas_execution_failed;
}

/// cublasSaxpy ... => blas::axpy
template <class T>
blas_status blas_axpy(blas_handle h, int n, const T* alpha, const as<T>* x, int incx, as<T>* y, int incy) {
  return blas_attempt([&] { blas::axpy(queue(h), n, scalar(h, alpha), numbers(x), incx, numbers(y), incy); });
}
/// cublasSscal, cublasCsscal ... => blas::scal
template <class A, class T> blas_status blas_scal(blas_handle h, int n, const A* alpha, T* x, int incx) {
  return blas_attempt([&] { blas::scal(queue(h), n, scalar(h, alpha), numbers(x), incx); });
}
/// cublasScopy ... => blas::copy
template <class T> blas_status blas_copy(blas_handle h, int n, const T* x, int incx, as<T>* y, int incy) {
  return blas_attempt([&] { blas::copy(queue(h), n, numbers(x), incx, numbers(y), incy); });
}
/// cublasSswap ... => blas::swap
template <class T> blas_status blas_swap(blas_handle h, int n, T* x, int incx, as<T>* y, int incy) {
  return blas_attempt([&] { blas::swap(queue(h), n, numbers(x), incx, numbers(y), incy); });
}
/// cublasSdot, cublasDdot => blas::dot, and the result is copied
template <class T>
blas_status blas_dot(blas_handle h, int n, const T* x, int incx, const as<T>* y, int incy, as<T>* result) {
  return blas_attempt([&] { result_of(h, result, [&](auto& q, auto* r) { blas::dot(q, n, x, incx, y, incy, r); }); });
}
/// cublasCdotu, cublasZdotu => blas::dotu, and the result is copied
template <class T>
blas_status blas_dotu(blas_handle h, int n, const T* x, int incx, const as<T>* y, int incy, as<T>* result) {
  return blas_attempt([&] {
    result_of(h, result, [&](auto& q, auto* r) { blas::dotu(q, n, numbers(x), incx, numbers(y), incy, r); });
  });
}
/// cublasCdotc, cublasZdotc => blas::dotc, and the result is copied
template <class T>
blas_status blas_dotc(blas_handle h, int n, const T* x, int incx, const as<T>* y, int incy, as<T>* result) {
  return blas_attempt([&] {
    result_of(h, result, [&](auto& q, auto* r) { blas::dotc(q, n, numbers(x), incx, numbers(y), incy, r); });
  });
}
/// cublasSnrm2, cublasScnrm2 ... => blas::nrm2, and the result is copied
template <class T, class R> blas_status blas_nrm2(blas_handle h, int n, const T* x, int incx, R* result) {
  return blas_attempt([&] { result_of(h, result, [&](auto& q, auto* r) { blas::nrm2(q, n, numbers(x), incx, r); }); });
}
/// cublasSasum, cublasScasum ... => blas::asum, and the result is copied
template <class T, class R> blas_status blas_asum(blas_handle h, int n, const T* x, int incx, R* result) {
  return blas_attempt([&] { result_of(h, result, [&](auto& q, auto* r) { blas::asum(q, n, numbers(x), incx, r); }); });
}
/// cublasIsamax ... => blas::iamax, counted from 1, and the result is copied
template <class T> blas_status blas_iamax(blas_handle h, int n, const T* x, int incx, int* result) {
  return blas_attempt([&] {
    result_of(h, result, [&](auto& q, int* r) { blas::iamax(q, n, numbers(x), incx, r, mkl::index_base::one); });
  });
}
/// cublasIsamin ... => blas::iamin, counted from 1, and the result is copied
template <class T> blas_status blas_iamin(blas_handle h, int n, const T* x, int incx, int* result) {
  return blas_attempt([&] {
    result_of(h, result, [&](auto& q, int* r) { blas::iamin(q, n, numbers(x), incx, r, mkl::index_base::one); });
  });
}
/// cublasSrotg, cublasDrotg => blas::rotg on memory that both sides see
template <class T> blas_status blas_rotg(blas_handle h, T* a, as<T>* b, as<T>* c, as<T>* s) {
  return blas_attempt([&] {
    auto& q = queue(h);
    T* const all = sycl::malloc_shared<T>(4, q);
    q.memcpy(all, a, sizeof(T)), q.memcpy(all + 1, b, sizeof(T));
    q.wait();
    blas::rotg(q, all, all + 1, all + 2, all + 3).wait();
    q.memcpy(a, all, sizeof(T)), q.memcpy(b, all + 1, sizeof(T));
    q.memcpy(c, all + 2, sizeof(T)), q.memcpy(s, all + 3, sizeof(T));
    q.wait();
    sycl::free(all, q);
  });
}
/// cublasSrotm, cublasDrotm => blas::rotm
template <class T>
blas_status blas_rotm(blas_handle h, int n, T* x, int incx, as<T>* y, int incy, const as<T>* parameters) {
  return blas_attempt([&] {
    auto& q = queue(h);
    T* const five = sycl::malloc_device<T>(5, q);
    q.memcpy(five, parameters, 5 * sizeof(T)).wait();
    blas::rotm(q, n, x, incx, y, incy, five).wait();
    sycl::free(five, q);
  });
}
/// cublasSrot, cublasDrot => blas::rot
template <class T>
blas_status blas_rot(blas_handle h, int n, T* x, int incx, as<T>* y, int incy, const as<T>* c, const as<T>* s) {
  return blas_attempt([&] { blas::rot(queue(h), n, x, incx, y, incy, scalar(h, c), scalar(h, s)); });
}

/// cublasSgemv ... => blas::gemv
template <class T> blas_status blas_gemv(blas_handle h, mkl::transpose op, int m, int n, const T* alpha, const as<T>* a,
                                         int lda, const as<T>* x, int incx, const as<T>* beta, as<T>* y, int incy) {
  return blas_attempt([&] {
    blas::gemv(queue(h), op, m, n, scalar(h, alpha), numbers(a), lda, numbers(x), incx, scalar(h, beta), numbers(y),
               incy);
  });
}
/// cublasSgbmv ... => blas::gbmv
template <class T> blas_status blas_gbmv(blas_handle h, mkl::transpose op, int m, int n, int kl, int ku, const T* alpha,
                                         const as<T>* a, int lda, const as<T>* x, int incx, const as<T>* beta, as<T>* y,
                                         int incy) {
  return blas_attempt([&] {
    blas::gbmv(queue(h), op, m, n, kl, ku, scalar(h, alpha), numbers(a), lda, numbers(x), incx, scalar(h, beta),
               numbers(y), incy);
  });
}
/// cublasSger, cublasDger => blas::ger
template <class T> blas_status blas_ger(blas_handle h, int m, int n, const T* alpha, const as<T>* x, int incx,
                                        const as<T>* y, int incy, as<T>* a, int lda) {
  return blas_attempt([&] { blas::ger(queue(h), m, n, scalar(h, alpha), x, incx, y, incy, a, lda); });
}
/// cublasCgeru, cublasZgeru => blas::geru
template <class T> blas_status blas_geru(blas_handle h, int m, int n, const T* alpha, const as<T>* x, int incx,
                                         const as<T>* y, int incy, as<T>* a, int lda) {
  return blas_attempt(
      [&] { blas::geru(queue(h), m, n, scalar(h, alpha), numbers(x), incx, numbers(y), incy, numbers(a), lda); });
}
/// cublasCgerc, cublasZgerc => blas::gerc
template <class T> blas_status blas_gerc(blas_handle h, int m, int n, const T* alpha, const as<T>* x, int incx,
                                         const as<T>* y, int incy, as<T>* a, int lda) {
  return blas_attempt(
      [&] { blas::gerc(queue(h), m, n, scalar(h, alpha), numbers(x), incx, numbers(y), incy, numbers(a), lda); });
}
/// cublasSsymv, cublasDsymv => blas::symv
template <class T> blas_status blas_symv(blas_handle h, mkl::uplo part, int n, const T* alpha, const as<T>* a, int lda,
                                         const as<T>* x, int incx, const as<T>* beta, as<T>* y, int incy) {
  return blas_attempt(
      [&] { blas::symv(queue(h), part, n, scalar(h, alpha), a, lda, x, incx, scalar(h, beta), y, incy); });
}
/// cublasChemv, cublasZhemv => blas::hemv
template <class T> blas_status blas_hemv(blas_handle h, mkl::uplo part, int n, const T* alpha, const as<T>* a, int lda,
                                         const as<T>* x, int incx, const as<T>* beta, as<T>* y, int incy) {
  return blas_attempt([&] {
    blas::hemv(queue(h), part, n, scalar(h, alpha), numbers(a), lda, numbers(x), incx, scalar(h, beta), numbers(y),
               incy);
  });
}
/// cublasSsyr, cublasDsyr => blas::syr
template <class T> blas_status blas_syr(blas_handle h, mkl::uplo part, int n, const T* alpha, const as<T>* x, int incx,
                                        as<T>* a, int lda) {
  return blas_attempt([&] { blas::syr(queue(h), part, n, scalar(h, alpha), x, incx, a, lda); });
}
/// cublasSsyr2, cublasDsyr2 => blas::syr2
template <class T> blas_status blas_syr2(blas_handle h, mkl::uplo part, int n, const T* alpha, const as<T>* x, int incx,
                                         const as<T>* y, int incy, as<T>* a, int lda) {
  return blas_attempt([&] { blas::syr2(queue(h), part, n, scalar(h, alpha), x, incx, y, incy, a, lda); });
}
/// cublasCher, cublasZher => blas::her
template <class R, class T> blas_status blas_her(blas_handle h, mkl::uplo part, int n, const R* alpha, const T* x,
                                                 int incx, as<T>* a, int lda) {
  return blas_attempt([&] { blas::her(queue(h), part, n, scalar(h, alpha), numbers(x), incx, numbers(a), lda); });
}
/// cublasCher2, cublasZher2 => blas::her2
template <class T> blas_status blas_her2(blas_handle h, mkl::uplo part, int n, const T* alpha, const as<T>* x,
                                         int incx, const as<T>* y, int incy, as<T>* a, int lda) {
  return blas_attempt(
      [&] { blas::her2(queue(h), part, n, scalar(h, alpha), numbers(x), incx, numbers(y), incy, numbers(a), lda); });
}
/// cublasSsbmv, cublasDsbmv => blas::sbmv
template <class T> blas_status blas_sbmv(blas_handle h, mkl::uplo part, int n, int k, const T* alpha, const as<T>* a,
                                         int lda, const as<T>* x, int incx, const as<T>* beta, as<T>* y, int incy) {
  return blas_attempt(
      [&] { blas::sbmv(queue(h), part, n, k, scalar(h, alpha), a, lda, x, incx, scalar(h, beta), y, incy); });
}
/// cublasSspmv, cublasDspmv => blas::spmv
template <class T> blas_status blas_spmv(blas_handle h, mkl::uplo part, int n, const T* alpha, const as<T>* a,
                                         const as<T>* x, int incx, const as<T>* beta, as<T>* y, int incy) {
  return blas_attempt([&] { blas::spmv(queue(h), part, n, scalar(h, alpha), a, x, incx, scalar(h, beta), y, incy); });
}
/// cublasStbmv ... => blas::tbmv
template <class T> blas_status blas_tbmv(blas_handle h, mkl::uplo part, mkl::transpose op, mkl::diag unit, int n,
                                         int k, const T* a, int lda, as<T>* x, int incx) {
  return blas_attempt([&] { blas::tbmv(queue(h), part, op, unit, n, k, numbers(a), lda, numbers(x), incx); });
}
/// cublasStbsv ... => blas::tbsv
template <class T> blas_status blas_tbsv(blas_handle h, mkl::uplo part, mkl::transpose op, mkl::diag unit, int n,
                                         int k, const T* a, int lda, as<T>* x, int incx) {
  return blas_attempt([&] { blas::tbsv(queue(h), part, op, unit, n, k, numbers(a), lda, numbers(x), incx); });
}
/// cublasStpmv ... => blas::tpmv
template <class T> blas_status blas_tpmv(blas_handle h, mkl::uplo part, mkl::transpose op, mkl::diag unit, int n,
                                         const T* a, as<T>* x, int incx) {
  return blas_attempt([&] { blas::tpmv(queue(h), part, op, unit, n, numbers(a), numbers(x), incx); });
}
/// cublasStpsv ... => blas::tpsv
template <class T> blas_status blas_tpsv(blas_handle h, mkl::uplo part, mkl::transpose op, mkl::diag unit, int n,
                                         const T* a, as<T>* x, int incx) {
  return blas_attempt([&] { blas::tpsv(queue(h), part, op, unit, n, numbers(a), numbers(x), incx); });
}
/// cublasStrmv ... => blas::trmv
template <class T> blas_status blas_trmv(blas_handle h, mkl::uplo part, mkl::transpose op, mkl::diag unit, int n,
                                         const T* a, int lda, as<T>* x, int incx) {
  return blas_attempt([&] { blas::trmv(queue(h), part, op, unit, n, numbers(a), lda, numbers(x), incx); });
}
/// cublasStrsv ... => blas::trsv
template <class T> blas_status blas_trsv(blas_handle h, mkl::uplo part, mkl::transpose op, mkl::diag unit, int n,
                                         const T* a, int lda, as<T>* x, int incx) {
  return blas_attempt([&] { blas::trsv(queue(h), part, op, unit, n, numbers(a), lda, numbers(x), incx); });
}

/// cublasSgemm, cublasHgemm ... => blas::gemm
template <class T> blas_status blas_gemm(blas_handle h, mkl::transpose opa, mkl::transpose opb, int m, int n, int k,
                                         const T* alpha, const as<T>* a, int lda, const as<T>* b, int ldb,
                                         const as<T>* beta, as<T>* c, int ldc) {
  return blas_attempt([&] {
    blas::gemm(queue(h), opa, opb, m, n, k, scalar(h, alpha), numbers(a), lda, numbers(b), ldb, scalar(h, beta),
               numbers(c), ldc);
  });
}
/// cublasSgemmStridedBatched ... => blas::gemm_batch
template <class T> blas_status blas_gemm_strided_batched(blas_handle h, mkl::transpose opa, mkl::transpose opb, int m,
                                                         int n, int k, const T* alpha, const as<T>* a, int lda,
                                                         long long stride_a, const as<T>* b, int ldb,
                                                         long long stride_b, const as<T>* beta, as<T>* c, int ldc,
                                                         long long stride_c, int count) {
  return blas_attempt([&] {
    blas::gemm_batch(queue(h), opa, opb, m, n, k, scalar(h, alpha), numbers(a), lda, stride_a, numbers(b), ldb,
                     stride_b, scalar(h, beta), numbers(c), ldc, stride_c, count);
  });
}
/// cublasSgemmBatched ... => blas::gemm_batch of one group, and wait
template <class T> blas_status blas_gemm_batched(blas_handle h, mkl::transpose opa, mkl::transpose opb, int m, int n,
                                                 int k, const T* alpha, const as<T>* const* a, int lda,
                                                 const as<T>* const* b, int ldb, const as<T>* beta, as<T>* const* c,
                                                 int ldc, int count) {
  using U = mkl_type<T>;
  return blas_attempt([&] {
    const std::int64_t sizes[] = {m, n, k, lda, ldb, ldc, count};
    const U one = scalar(h, alpha), other = scalar(h, beta);
    blas::gemm_batch(queue(h), &opa, &opb, &sizes[0], &sizes[1], &sizes[2], &one, (const U**)a, &sizes[3], (const U**)b,
                     &sizes[4], &other, (U**)c, &sizes[5], 1, &sizes[6])
        .wait();
  });
}
/// cublasSgemvStridedBatched ... => blas::gemv_batch
template <class T> blas_status blas_gemv_strided_batched(blas_handle h, mkl::transpose op, int m, int n,
                                                         const T* alpha, const as<T>* a, int lda, long long stride_a,
                                                         const as<T>* x, int incx, long long stride_x,
                                                         const as<T>* beta, as<T>* y, int incy, long long stride_y,
                                                         int count) {
  return blas_attempt([&] {
    blas::gemv_batch(queue(h), op, m, n, scalar(h, alpha), numbers(a), lda, stride_a, numbers(x), incx, stride_x,
                     scalar(h, beta), numbers(y), incy, stride_y, count);
  });
}
/// cublasSgemvBatched ... => blas::gemv_batch of one group, and wait
template <class T>
blas_status blas_gemv_batched(blas_handle h, mkl::transpose op, int m, int n, const T* alpha, const as<T>* const* a,
                              int lda, const as<T>* const* x, int incx, const as<T>* beta, as<T>* const* y, int incy,
                              int count) {
  using U = mkl_type<T>;
  return blas_attempt([&] {
    const std::int64_t sizes[] = {m, n, lda, incx, incy, count};
    const U one = scalar(h, alpha), other = scalar(h, beta);
    blas::gemv_batch(queue(h), &op, &sizes[0], &sizes[1], &one, (const U**)a, &sizes[2], (const U**)x, &sizes[3],
                     &other, (U**)y, &sizes[4], 1, &sizes[5])
        .wait();
  });
}
/// cublasSsymm ... => blas::symm
template <class T> blas_status blas_symm(blas_handle h, mkl::side side, mkl::uplo part, int m, int n, const T* alpha,
                                         const as<T>* a, int lda, const as<T>* b, int ldb, const as<T>* beta, as<T>* c,
                                         int ldc) {
  return blas_attempt([&] {
    blas::symm(queue(h), side, part, m, n, scalar(h, alpha), numbers(a), lda, numbers(b), ldb, scalar(h, beta),
               numbers(c), ldc);
  });
}
/// cublasChemm, cublasZhemm => blas::hemm
template <class T> blas_status blas_hemm(blas_handle h, mkl::side side, mkl::uplo part, int m, int n, const T* alpha,
                                         const as<T>* a, int lda, const as<T>* b, int ldb, const as<T>* beta, as<T>* c,
                                         int ldc) {
  return blas_attempt([&] {
    blas::hemm(queue(h), side, part, m, n, scalar(h, alpha), numbers(a), lda, numbers(b), ldb, scalar(h, beta),
               numbers(c), ldc);
  });
}
/// cublasSsyrk ... => blas::syrk
template <class T> blas_status blas_syrk(blas_handle h, mkl::uplo part, mkl::transpose op, int n, int k, const T* alpha,
                                         const as<T>* a, int lda, const as<T>* beta, as<T>* c, int ldc) {
  return blas_attempt([&] {
    blas::syrk(queue(h), part, op, n, k, scalar(h, alpha), numbers(a), lda, scalar(h, beta), numbers(c), ldc);
  });
}
/// cublasCherk, cublasZherk => blas::herk
template <class R, class T> blas_status blas_herk(blas_handle h, mkl::uplo part, mkl::transpose op, int n, int k,
                                                  const R* alpha, const T* a, int lda, const as<R>* beta, as<T>* c,
                                                  int ldc) {
  return blas_attempt([&] {
    blas::herk(queue(h), part, op, n, k, scalar(h, alpha), numbers(a), lda, scalar(h, beta), numbers(c), ldc);
  });
}
/// cublasSsyr2k ... => blas::syr2k
template <class T> blas_status blas_syr2k(blas_handle h, mkl::uplo part, mkl::transpose op, int n, int k,
                                          const T* alpha, const as<T>* a, int lda, const as<T>* b, int ldb,
                                          const as<T>* beta, as<T>* c, int ldc) {
  return blas_attempt([&] {
    blas::syr2k(queue(h), part, op, n, k, scalar(h, alpha), numbers(a), lda, numbers(b), ldb, scalar(h, beta),
                numbers(c), ldc);
  });
}
/// cublasCher2k, cublasZher2k => blas::her2k
template <class T, class R> blas_status blas_her2k(blas_handle h, mkl::uplo part, mkl::transpose op, int n, int k,
                                                   const T* alpha, const as<T>* a, int lda, const as<T>* b, int ldb,
                                                   const R* beta, as<T>* c, int ldc) {
  return blas_attempt([&] {
    blas::her2k(queue(h), part, op, n, k, scalar(h, alpha), numbers(a), lda, numbers(b), ldb, scalar(h, beta),
                numbers(c), ldc);
  });
}
/// cublasStrmm ... => blas::trmm, out of place
template <class T> blas_status blas_trmm(blas_handle h, mkl::side side, mkl::uplo part, mkl::transpose op,
                                         mkl::diag unit, int m, int n, const T* alpha, const as<T>* a, int lda,
                                         const as<T>* b, int ldb, as<T>* c, int ldc) {
  return blas_attempt([&] {
    const auto one = scalar(h, alpha);
    if (b == c) blas::trmm(queue(h), side, part, op, unit, m, n, one, numbers(a), lda, numbers(c), ldc);
    else
      blas::trmm(queue(h), side, part, op, unit, m, n, one, numbers(a), lda, numbers(b), ldb, mkl_type<T>(0),
                 numbers(c), ldc);
  });
}
/// cublasStrsm ... => blas::trsm
template <class T> blas_status blas_trsm(blas_handle h, mkl::side side, mkl::uplo part, mkl::transpose op,
                                         mkl::diag unit, int m, int n, const T* alpha, const as<T>* a, int lda,
                                         as<T>* b, int ldb) {
  return blas_attempt(
      [&] { blas::trsm(queue(h), side, part, op, unit, m, n, scalar(h, alpha), numbers(a), lda, numbers(b), ldb); });
}
/// cublasStrsmBatched ... => blas::trsm_batch of one group, and wait
template <class T> blas_status blas_trsm_batched(blas_handle h, mkl::side side, mkl::uplo part, mkl::transpose op,
                                                 mkl::diag unit, int m, int n, const T* alpha, const as<T>* const* a,
                                                 int lda, as<T>* const* b, int ldb, int count) {
  using U = mkl_type<T>;
  return blas_attempt([&] {
    const std::int64_t sizes[] = {m, n, lda, ldb, count};
    const U one = scalar(h, alpha);
    blas::trsm_batch(queue(h), &side, &part, &op, &unit, &sizes[0], &sizes[1], &one, (const U**)a, &sizes[2], (U**)b,
                     &sizes[3], 1, &sizes[4])
        .wait();
  });
}
/// cublasSgeam ... => blas::omatadd
template <class T> blas_status blas_geam(blas_handle h, mkl::transpose opa, mkl::transpose opb, int m, int n,
                                         const T* alpha, const as<T>* a, int lda, const as<T>* beta, const as<T>* b,
                                         int ldb, as<T>* c, int ldc) {
  return blas_attempt([&] {
    blas::omatadd(queue(h), opa, opb, m, n, scalar(h, alpha), numbers(a), lda, scalar(h, beta), numbers(b), ldb,
                  numbers(c), ldc);
  });
}
/// cublasSdgmm ... => blas::dgmm
template <class T> blas_status blas_dgmm(blas_handle h, mkl::side side, int m, int n, const T* a, int lda,
                                         const as<T>* x, int incx, as<T>* c, int ldc) {
  return blas_attempt([&] { blas::dgmm(queue(h), side, m, n, numbers(a), lda, numbers(x), incx, numbers(c), ldc); });
}

/// cublasComputeType_t => the type of the scalars: half for CUBLAS_COMPUTE_16F; how oneMKL computes is its own
enum blas_compute {
  blas_compute_16f = 64,
  blas_compute_16f_pedantic,
  blas_compute_32f = 68,
  blas_compute_32f_pedantic,
  blas_compute_64f,
  blas_compute_64f_pedantic,
  blas_compute_32i,
  blas_compute_32i_pedantic,
  blas_compute_32f_fast_16f,
  blas_compute_32f_fast_16bf,
  blas_compute_32f_fast_tf32 = 77
};
/// cublasGemmAlgo_t => without effect: oneMKL chooses
enum blas_algorithm {
  blas_algorithm_default = -1,
  blas_algorithm_0 = 0, blas_algorithm_1, blas_algorithm_2, blas_algorithm_3, blas_algorithm_4, blas_algorithm_5,
  blas_algorithm_6, blas_algorithm_7, blas_algorithm_8, blas_algorithm_9, blas_algorithm_10, blas_algorithm_11,
  blas_algorithm_12, blas_algorithm_13, blas_algorithm_14, blas_algorithm_15, blas_algorithm_16, blas_algorithm_17,
  blas_algorithm_18, blas_algorithm_19, blas_algorithm_20, blas_algorithm_21, blas_algorithm_22, blas_algorithm_23,
  blas_algorithm_default_tensor_op = 99,
  blas_algorithm_0_tensor_op, blas_algorithm_1_tensor_op, blas_algorithm_2_tensor_op, blas_algorithm_3_tensor_op,
  blas_algorithm_4_tensor_op, blas_algorithm_5_tensor_op, blas_algorithm_6_tensor_op, blas_algorithm_7_tensor_op,
  blas_algorithm_8_tensor_op, blas_algorithm_9_tensor_op, blas_algorithm_10_tensor_op, blas_algorithm_11_tensor_op,
  blas_algorithm_12_tensor_op, blas_algorithm_13_tensor_op, blas_algorithm_14_tensor_op, blas_algorithm_15_tensor_op
};

// Whether the scalars of a product are halves.
inline bool has_half_scalars(blas_compute how) { return how == blas_compute_16f || how == blas_compute_16f_pedantic; }
inline bool has_half_scalars(data_type how) { return how == r_16f; }

// The types of a product of matrices: of its scalars, of what is multiplied, and of the result.
template <class S, class A, class C> struct product_of {
  static constexpr bool is_uniform = std::is_same_v<S, A> && std::is_same_v<A, C>;
  static auto scalar(blas_handle h, const void* p) { return port::scalar(h, static_cast<const S*>(p)); }
  static const A* in(const void* p) { return static_cast<const A*>(p); }
  static C* out(void* p) { return static_cast<C*>(p); }
};
// `call`, given the types that are named when the program runs.
template <class Compute, class Call>
blas_status with_types(Compute how, data_type ta, data_type tb, data_type tc, Call&& call) {
  bool known = ta == tb;
  const blas_status status = blas_attempt([&] {
    if (!known) return;
    if (ta == r_32f && tc == r_32f) call(product_of<float, float, float>());
    else if (ta == r_64f && tc == r_64f) call(product_of<double, double, double>());
    else if (ta == c_32f && tc == c_32f)
      call(product_of<std::complex<float>, std::complex<float>, std::complex<float>>());
    else if (ta == c_64f && tc == c_64f)
      call(product_of<std::complex<double>, std::complex<double>, std::complex<double>>());
    else if (ta == r_16f && tc == r_16f && has_half_scalars(how)) call(product_of<sycl::half, sycl::half, sycl::half>());
    else if (ta == r_16f && tc == r_16f) call(product_of<float, sycl::half, sycl::half>());
    else if (ta == r_16f && tc == r_32f) call(product_of<float, sycl::half, float>());
    else if (ta == r_16bf && tc == r_16bf) call(product_of<float, bfloat16, bfloat16>());
    else if (ta == r_16bf && tc == r_32f) call(product_of<float, bfloat16, float>());
    else if (ta == r_8i && tc == r_32i) call(product_of<std::int32_t, std::int8_t, std::int32_t>());
    else if (ta == r_8i && tc == r_32f) call(product_of<float, std::int8_t, float>());
    else known = false;
  });
  return known ? status : blas_not_supported;
}
/// cublasGemmEx => blas::gemm of the types
template <class Compute>
blas_status blas_gemm_ex(blas_handle h, mkl::transpose opa, mkl::transpose opb, int m, int n, int k, const void* alpha,
                         const void* a, data_type ta, int lda, const void* b, data_type tb, int ldb, const void* beta,
                         void* c, data_type tc, int ldc, Compute how, blas_algorithm) {
  return with_types(how, ta, tb, tc, [&](auto p) {
    blas::gemm(queue(h), opa, opb, m, n, k, p.scalar(h, alpha), p.in(a), lda, p.in(b), ldb, p.scalar(h, beta), p.out(c),
               ldc);
  });
}
/// cublasSgemmEx => blas::gemm of the types, with float scalars
inline blas_status blas_sgemm_ex(blas_handle h, mkl::transpose opa, mkl::transpose opb, int m, int n, int k,
                                 const float* alpha, const void* a, data_type ta, int lda, const void* b, data_type tb,
                                 int ldb, const float* beta, void* c, data_type tc, int ldc) {
  return blas_gemm_ex(h, opa, opb, m, n, k, alpha, a, ta, lda, b, tb, ldb, beta, c, tc, ldc, blas_compute_32f,
                      blas_algorithm_default);
}
/// cublasGemmStridedBatchedEx => blas::gemm_batch of the types
template <class Compute> blas_status blas_gemm_strided_batched_ex(
    blas_handle h, mkl::transpose opa, mkl::transpose opb, int m, int n, int k, const void* alpha, const void* a,
    data_type ta, int lda, long long stride_a, const void* b, data_type tb, int ldb, long long stride_b,
    const void* beta, void* c, data_type tc, int ldc, long long stride_c, int count, Compute how, blas_algorithm) {
  return with_types(how, ta, tb, tc, [&](auto p) {
    blas::gemm_batch(queue(h), opa, opb, m, n, k, p.scalar(h, alpha), p.in(a), lda, stride_a, p.in(b), ldb, stride_b,
                     p.scalar(h, beta), p.out(c), ldc, stride_c, count);
  });
}
/// cublasGemmBatchedEx => blas::gemm of each matrix of the types, and wait
template <class Compute>
blas_status blas_gemm_batched_ex(blas_handle h, mkl::transpose opa, mkl::transpose opb, int m, int n, int k,
                                 const void* alpha, const void* const* a, data_type ta, int lda, const void* const* b,
                                 data_type tb, int ldb, const void* beta, void* const* c, data_type tc, int ldc,
                                 int count, Compute how, blas_algorithm) {
  return with_types(how, ta, tb, tc, [&](auto p) {
    std::vector<const void*> all(3 * size_t(count));
    auto& q = queue(h);
    const size_t bytes = size_t(count) * sizeof(void*);
    q.memcpy(&all[0], a, bytes), q.memcpy(&all[size_t(count)], b, bytes), q.memcpy(&all[2 * size_t(count)], c, bytes);
    q.wait();
    for (int i = 0; i < count; ++i) {
      void* const to = const_cast<void*>(all[size_t(2 * count + i)]);
      blas::gemm(q, opa, opb, m, n, k, p.scalar(h, alpha), p.in(all[size_t(i)]), lda, p.in(all[size_t(count + i)]), ldb,
                 p.scalar(h, beta), p.out(to), ldc);
    }
    q.wait();
  });
}

/// cublasAxpyEx => blas::axpy of the types
inline blas_status blas_axpy_ex(blas_handle h, int n, const void* alpha, data_type, const void* x, data_type tx,
                                int incx, void* y, data_type ty, int incy, data_type) {
  return with_types(tx, tx, ty, ty, [&](auto p) {
    if constexpr (p.is_uniform) blas::axpy(queue(h), n, p.scalar(h, alpha), p.in(x), incx, p.out(y), incy);
    else not_supported("no such types of vectors");
  });
}
/// cublasScalEx => blas::scal of the type
inline blas_status blas_scal_ex(blas_handle h, int n, const void* alpha, data_type, void* x, data_type tx, int incx,
                                data_type) {
  return with_types(tx, tx, tx, tx, [&](auto p) {
    if constexpr (p.is_uniform) blas::scal(queue(h), n, p.scalar(h, alpha), p.out(x), incx);
    else not_supported("no such type of vectors");
  });
}
/// cublasDotEx, cublasNrm2Ex => blas::dot, nrm2 of real vectors
inline blas_status blas_dot_ex(blas_handle h, int n, const void* x, data_type tx, int incx, const void* y,
                               data_type ty, int incy, void* result, data_type, data_type) {
  return with_types(tx, tx, ty, ty, [&](auto p) {
    using T = std::decay_t<decltype(*p.in(x))>;
    if constexpr (std::is_floating_point_v<T>)
      result_of(h, static_cast<T*>(result),
                [&](auto& q, auto* r) { blas::dot(q, n, p.in(x), incx, p.in(y), incy, r); });
    else not_supported("no such types of vectors");
  });
}
inline blas_status blas_nrm2_ex(blas_handle h, int n, const void* x, data_type tx, int incx, void* result, data_type,
                                data_type) {
  return with_types(tx, tx, tx, tx, [&](auto p) {
    using T = std::decay_t<decltype(*p.in(x))>;
    if constexpr (std::is_floating_point_v<T>)
      result_of(h, static_cast<T*>(result), [&](auto& q, auto* r) { blas::nrm2(q, n, p.in(x), incx, r); });
    else not_supported("no such type of vectors");
  });
}
// ---- many small matrices
//
// Each is factored, solved or inverted by one item: pivots of oneMKL have 64 bits, and its arrays of pointers lie on
// the host.

// What pivots are chosen by.
template <class T> auto size_of_number(const T& v) {
  if constexpr (std::is_floating_point_v<T>) return std::fabs(v);
  else return std::fabs(v.real()) + std::fabs(v.imag());
}
template <class T> mkl_type<T>* const* numbers_of(T* const* p) { return reinterpret_cast<mkl_type<T>* const*>(p); }
template <class T> const mkl_type<T>* const* numbers_of(const T* const* p) {
  return reinterpret_cast<const mkl_type<T>* const*>(p);
}
// LU of a matrix, with pivots or, where there are none, as it stands; what LAPACK's info says.
template <class T> int factor_lu(int n, T* a, int lda, int* pivots) {
  int info = 0;
  for (int k = 0; k < n; ++k) {
    int best = k;
    for (int i = k + 1; pivots && i < n; ++i)
      if (size_of_number(a[best + k * lda]) < size_of_number(a[i + k * lda])) best = i;
    if (pivots) pivots[k] = best + 1;
    if (a[best + k * lda] == T(0)) {
      if (!info) info = k + 1;
      continue;
    }
    for (int j = 0; best != k && j < n; ++j) std::swap(a[k + j * lda], a[best + j * lda]);
    for (int i = k + 1; i < n; ++i) a[i + k * lda] /= a[k + k * lda];
    for (int j = k + 1; j < n; ++j)
      for (int i = k + 1; i < n; ++i) a[i + j * lda] -= a[i + k * lda] * a[k + j * lda];
  }
  return info;
}
// The solution for one right-hand side, in its place.
template <class T> void solve_lu(mkl::transpose op, int n, const T* a, int lda, const int* pivots, T* b) {
  const auto swap_rows = [&](int k) {
    if (pivots && pivots[k] - 1 != k) std::swap(b[k], b[pivots[k] - 1]);
  };
  const auto at = [&](int i, int j) {
    if constexpr (std::is_floating_point_v<T>) return a[i + j * lda];
    else return op == mkl::transpose::conjtrans ? std::conj(a[i + j * lda]) : a[i + j * lda];
  };
  if (op == mkl::transpose::nontrans) {
    for (int k = 0; k < n; ++k) swap_rows(k);
    for (int k = 0; k < n; ++k)
      for (int i = k + 1; i < n; ++i) b[i] -= at(i, k) * b[k];
    for (int k = n - 1; k >= 0; --k) {
      b[k] /= at(k, k);
      for (int i = 0; i < k; ++i) b[i] -= at(i, k) * b[k];
    }
    return;
  }
  for (int k = 0; k < n; ++k) {
    for (int i = 0; i < k; ++i) b[k] -= at(i, k) * b[i];
    b[k] /= at(k, k);
  }
  for (int k = n - 1; k >= 0; --k)
    for (int i = k + 1; i < n; ++i) b[k] -= at(i, k) * b[i];
  for (int k = n - 1; k >= 0; --k) swap_rows(k);
}
// The inverse of a factored matrix, and what getri says of one that has none.
template <class T> int invert_lu(int n, const T* a, int lda, const int* pivots, T* c, int ldc) {
  for (int k = 0; k < n; ++k)
    if (a[k + k * lda] == T(0)) return k + 1;
  for (int j = 0; j < n; ++j) {
    for (int i = 0; i < n; ++i) c[i + j * ldc] = T(i == j);
    solve_lu(mkl::transpose::nontrans, n, a, lda, pivots, c + j * ldc);
  }
  return 0;
}
/// cublasSgetrfBatched ... => a kernel with a matrix for each item
template <class T>
blas_status blas_getrf_batched(blas_handle h, int n, T* const* a, int lda, int* pivots, int* info, int count) {
  return blas_attempt([&] {
    const auto all = numbers_of(a);
    queue(h).parallel_for(sycl::range<1>(size_t(count)), [=](sycl::id<1> i) {
      info[i] = factor_lu(n, all[i], lda, pivots ? pivots + i[0] * n : nullptr);
    });
  });
}
/// cublasSgetriBatched ... => a kernel with a matrix for each item
template <class T> blas_status blas_getri_batched(blas_handle h, int n, T* const* a, int lda, const int* pivots,
                                                  std::remove_const_t<T>* const* c, int ldc, int* info, int count) {
  return blas_attempt([&] {
    const auto all = numbers_of(a);
    const auto to = numbers_of(c);
    queue(h).parallel_for(sycl::range<1>(size_t(count)), [=](sycl::id<1> i) {
      info[i] = invert_lu(n, all[i], lda, pivots ? pivots + i[0] * n : nullptr, to[i], ldc);
    });
  });
}
/// cublasSgetrsBatched ... => a kernel with a matrix for each item; `info` lies on the host
template <class T> blas_status blas_getrs_batched(blas_handle h, mkl::transpose op, int n, int columns, T* const* a,
                                                  int lda, const int* pivots, std::remove_const_t<T>* const* b, int ldb,
                                                  int* info, int count) {
  return blas_attempt([&] {
    const auto all = numbers_of(a);
    const auto to = numbers_of(b);
    *info = 0;
    queue(h).parallel_for(sycl::range<1>(size_t(count)), [=](sycl::id<1> i) {
      for (int j = 0; j < columns; ++j)
        solve_lu(op, n, all[i], lda, pivots ? pivots + i[0] * n : nullptr, to[i] + j * ldb);
    });
  });
}
/// cublasSmatinvBatched ... => a kernel with a matrix for each item, and wait
template <class T> blas_status blas_matinv_batched(blas_handle h, int n, T* const* a, int lda,
                                                   std::remove_const_t<T>* const* c, int ldc, int* info, int count) {
  using U = mkl_type<T>;
  return blas_attempt([&] {
    auto& q = queue(h);
    const size_t size = size_t(n) * size_t(n);
    U* const copies = sycl::malloc_device<U>(size * size_t(count), q);
    int* const pivots = sycl::malloc_device<int>(size_t(n) * size_t(count), q);
    const auto all = numbers_of(a);
    const auto to = numbers_of(c);
    q.parallel_for(sycl::range<1>(size_t(count)), [=](sycl::id<1> i) {
       U* const copy = copies + i[0] * size;
       int* const own = pivots + i[0] * n;
       for (int j = 0; j < n; ++j)
         for (int k = 0; k < n; ++k) copy[k + j * n] = all[i][k + j * lda];
       info[i] = factor_lu(n, copy, n, own);
       if (!info[i]) invert_lu(n, copy, n, own, to[i], ldc);
     }).wait();
    sycl::free(copies, q);
    sycl::free(pivots, q);
  });
}

// ---- the calls of cublas.h
//
// They have no handle: operations are letters, scalars come by value, and results are returned.

inline blas_handle only_handle() {
  static blas_state state;
  return &state;
}
// The status of the last of these calls.
inline blas_status& last_blas_status() {
  static thread_local blas_status status = blas_success;
  return status;
}
inline mkl::transpose transpose_of(char letter) {
  return letter == 'n' || letter == 'N'   ? mkl::transpose::nontrans
         : letter == 't' || letter == 'T' ? mkl::transpose::trans
                                          : mkl::transpose::conjtrans;
}
inline mkl::uplo part_of(char letter) {
  return letter == 'l' || letter == 'L' ? mkl::uplo::lower : mkl::uplo::upper;
}
inline mkl::side side_of(char letter) {
  return letter == 'l' || letter == 'L' ? mkl::side::left : mkl::side::right;
}
inline mkl::diag diag_of(char letter) {
  return letter == 'u' || letter == 'U' ? mkl::diag::unit : mkl::diag::nonunit;
}
/// cublasInit, cublasShutdown => nothing
inline blas_status blas_init() { return blas_success; }
inline blas_status blas_shutdown() { return blas_success; }
/// cublasAlloc, cublasFree => sycl::malloc_device, sycl::free
template <class P> blas_status blas_alloc(int n, int size, P** p) {
  return port::malloc(p, size_t(n) * size_t(size)) ? blas_alloc_failed : blas_success;
}
inline blas_status blas_free(const void* p) {
  return port::free(const_cast<void*>(p)) ? blas_internal_error : blas_success;
}
/// cublasGetError => the status of the last call without a handle
inline blas_status blas_get_error() { return std::exchange(last_blas_status(), blas_success); }
/// cublasSetKernelStream => the queue that calls without a handle go to
inline blas_status blas_set_kernel_stream(stream_t stream) { return blas_set_stream(only_handle(), stream); }
// What `call` gives, which is told where its result goes.
template <class R, class Call> R returned(Call&& call) {
  R result{};
  last_blas_status() = call(&result);
  return result;
}
template <class T> void blas_axpy(int n, as<T> alpha, const T* x, int incx, as<T>* y, int incy) {
  last_blas_status() = blas_axpy(only_handle(), n, &alpha, x, incx, y, incy);
}
template <class T> void blas_scal(int n, as<T> alpha, T* x, int incx) {
  last_blas_status() = blas_scal(only_handle(), n, &alpha, x, incx);
}
template <class T> void blas_copy(int n, const T* x, int incx, as<T>* y, int incy) {
  last_blas_status() = blas_copy(only_handle(), n, x, incx, y, incy);
}
template <class T> void blas_swap(int n, T* x, int incx, as<T>* y, int incy) {
  last_blas_status() = blas_swap(only_handle(), n, x, incx, y, incy);
}
template <class T> T blas_dot(int n, const T* x, int incx, const as<T>* y, int incy) {
  return returned<T>([&](T* r) { return blas_dot(only_handle(), n, x, incx, y, incy, r); });
}
template <class T> auto blas_nrm2(int n, const T* x, int incx) {
  using R = decltype(std::abs(mkl_type<T>()));
  return returned<R>([&](R* r) { return blas_nrm2(only_handle(), n, x, incx, r); });
}
template <class T> auto blas_asum(int n, const T* x, int incx) {
  using R = decltype(std::abs(mkl_type<T>()));
  return returned<R>([&](R* r) { return blas_asum(only_handle(), n, x, incx, r); });
}
template <class T> int blas_iamax(int n, const T* x, int incx) {
  return returned<int>([&](int* r) { return blas_iamax(only_handle(), n, x, incx, r); });
}
template <class T> int blas_iamin(int n, const T* x, int incx) {
  return returned<int>([&](int* r) { return blas_iamin(only_handle(), n, x, incx, r); });
}
template <class T> void blas_rot(int n, T* x, int incx, as<T>* y, int incy, as<T> c, as<T> s) {
  last_blas_status() = blas_rot(only_handle(), n, x, incx, y, incy, &c, &s);
}
template <class T> void blas_gemv(char op, int m, int n, as<T> alpha, const T* a, int lda, const as<T>* x, int incx,
                                  as<T> beta, as<T>* y, int incy) {
  last_blas_status() =
      blas_gemv(only_handle(), transpose_of(op), m, n, &alpha, a, lda, x, incx, &beta, y, incy);
}
template <class T>
void blas_ger(int m, int n, as<T> alpha, const T* x, int incx, const as<T>* y, int incy, as<T>* a, int lda) {
  last_blas_status() = blas_ger(only_handle(), m, n, &alpha, x, incx, y, incy, a, lda);
}
template <class T> void blas_symv(char part, int n, as<T> alpha, const T* a, int lda, const as<T>* x, int incx,
                                  as<T> beta, as<T>* y, int incy) {
  last_blas_status() = blas_symv(only_handle(), part_of(part), n, &alpha, a, lda, x, incx, &beta, y, incy);
}
template <class T> void blas_trsv(char part, char op, char unit, int n, const T* a, int lda, as<T>* x, int incx) {
  last_blas_status() =
      blas_trsv(only_handle(), part_of(part), transpose_of(op), diag_of(unit), n, a, lda, x, incx);
}
template <class T> void blas_gemm(char opa, char opb, int m, int n, int k, as<T> alpha, const T* a, int lda,
                                  const as<T>* b, int ldb, as<T> beta, as<T>* c, int ldc) {
  last_blas_status() = blas_gemm(only_handle(), transpose_of(opa), transpose_of(opb), m, n, k, &alpha, a, lda, b, ldb,
                                 &beta, c, ldc);
}
template <class T> void blas_symm(char side, char part, int m, int n, as<T> alpha, const T* a, int lda,
                                  const as<T>* b, int ldb, as<T> beta, as<T>* c, int ldc) {
  last_blas_status() =
      blas_symm(only_handle(), side_of(side), part_of(part), m, n, &alpha, a, lda, b, ldb, &beta, c, ldc);
}
template <class T> void blas_syrk(char part, char op, int n, int k, as<T> alpha, const T* a, int lda, as<T> beta,
                                  as<T>* c, int ldc) {
  last_blas_status() =
      blas_syrk(only_handle(), part_of(part), transpose_of(op), n, k, &alpha, a, lda, &beta, c, ldc);
}
template <class T> void blas_trsm(char side, char part, char op, char unit, int m, int n, as<T> alpha, const T* a,
                                  int lda, as<T>* b, int ldb) {
  last_blas_status() = blas_trsm(only_handle(), side_of(side), part_of(part), transpose_of(op), diag_of(unit), m, n,
                                 &alpha, a, lda, b, ldb);
}
}  // namespace port
