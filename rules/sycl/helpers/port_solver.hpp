// cuSOLVER programs on oneMKL: handles that hold a stream, and calls with CUDA's arguments in CUDA's order. A comment of
// the form `/// CUDA => SYCL` says what a declaration stands for.
#pragma once
#define PORT_SOLVER_HPP

#include "port_blas.hpp"

#include <oneapi/mkl/lapack.hpp>

// What programs ask for at compile time: calls here are in the form of the library of CUDA 12.
#define CUSOLVER_VER_MAJOR 11
#define CUSOLVER_VER_MINOR 7
#define CUSOLVER_VER_PATCH 0
#define CUSOLVER_VER_BUILD 0
#define CUSOLVER_VERSION 11700

namespace port {
// ==== cuSOLVER
//
// Dense solvers, with CUDA's two steps: the size of the scratch memory, and the call. Calls wait; `info` is set as
// LAPACK sets it.

enum solver_status : int {
  solver_success = 0,
  solver_not_initialized = 1,
  solver_alloc_failed = 2,
  solver_invalid_value = 3,
  solver_arch_mismatch = 4,
  solver_mapping_error = 5,
  solver_execution_failed = 6,
  solver_internal_error = 7,
  solver_matrix_type_not_supported = 8,
  solver_not_supported = 9,
  solver_zero_pivot = 10,
  solver_invalid_license = 11
};
enum class solver_eig_mode { no_vector = 0, vector = 1 };

/// cusolverDnHandle_t => a stream
struct solver_state {
  stream_t stream = nullptr;
};
using solver_handle = solver_state*;

/// cusolverDnCreate, cusolverDnDestroy, cusolverDnSetStream => no more than the handle
inline solver_status solver_create(solver_handle* h) {
  *h = new solver_state;
  return solver_success;
}
inline solver_status solver_destroy(solver_handle h) {
  delete h;
  return solver_success;
}
inline solver_status solver_set_stream(solver_handle h, stream_t stream) {
  h->stream = stream;
  return solver_success;
}
inline sycl::queue& queue(solver_handle h) { return queue(h->stream); }
namespace lapack = oneapi::mkl::lapack;

inline solver_status solver_code(error_t code) {
  return code == success                   ? solver_success
         : code == error_memory_allocation ? solver_alloc_failed
         : code == error_invalid_value     ? solver_invalid_value
                                           : solver_execution_failed;
}
// A call of LAPACK, and what it says in *info, which lies on the device.
template <class Call> solver_status solve(solver_handle h, int* info, Call&& call) {
  return solver_code(attempt([&] {
    auto& q = queue(h);
    int said = 0;
    try {
      call(q);
      q.wait_and_throw();
    } catch (const lapack::exception& error) {
      said = int(error.info());
    }
    if (info) q.memcpy(info, &said, sizeof said).wait();
  }));
}
template <class Call> solver_status sized(solver_handle h, int* size, Call&& call) {
  return solver_code(attempt([&] { *size = int(call(queue(h))); }));
}
// Pivots of oneMKL have 64 bits, those of CUDA 32.
template <class Call> void with_pivots(sycl::queue& q, int* pivots, size_t n, bool given, Call&& call) {
  if (!pivots) throw sycl::exception(sycl::make_error_code(sycl::errc::invalid), "oneMKL factors with pivots only");
  auto* const wide = sycl::malloc_device<std::int64_t>(n, q);
  try {
    if (given) q.parallel_for(sycl::range<1>(n), [=](sycl::id<1> i) { wide[i] = pivots[i]; });
    call(wide);
    if (!given) q.parallel_for(sycl::range<1>(n), [=](sycl::id<1> i) { pivots[i] = int(wide[i]); });
    q.wait_and_throw();
  } catch (...) {
    if (!given) q.parallel_for(sycl::range<1>(n), [=](sycl::id<1> i) { pivots[i] = int(wide[i]); }).wait();
    sycl::free(wide, q);
    throw;
  }
  sycl::free(wide, q);
}

/// cusolverDnSgetrf_bufferSize ... => lapack::getrf_scratchpad_size
template <class T> solver_status solver_getrf_buffer_size(solver_handle h, int m, int n, T*, int lda, int* size) {
  return sized(h, size, [&](auto& q) { return lapack::getrf_scratchpad_size<mkl_type<T>>(q, m, n, lda); });
}
/// cusolverDnSgetrf ... => lapack::getrf
template <class T>
solver_status solver_getrf(solver_handle h, int m, int n, T* a, int lda, as<T>* work, int* pivots, int* info) {
  return solve(h, info, [&](auto& q) {
    const auto size = lapack::getrf_scratchpad_size<mkl_type<T>>(q, m, n, lda);
    with_pivots(q, pivots, size_t(std::min(m, n)), false,
                [&](std::int64_t* p) { lapack::getrf(q, m, n, numbers(a), lda, p, numbers(work), size); });
  });
}
/// cusolverDnSgetrs ... => lapack::getrs
template <class T> solver_status solver_getrs(solver_handle h, mkl::transpose op, int n, int count, const T* a, int lda,
                                              const int* pivots, as<T>* b, int ldb, int* info) {
  return solve(h, info, [&](auto& q) {
    const auto size = lapack::getrs_scratchpad_size<mkl_type<T>>(q, op, n, count, lda, ldb);
    auto* const work = sycl::malloc_device<mkl_type<T>>(size_t(size), q);
    with_pivots(q, const_cast<int*>(pivots), size_t(n), true, [&](std::int64_t* p) {
      lapack::getrs(q, op, n, count, const_cast<mkl_type<T>*>(numbers(a)), lda, p, numbers(b), ldb, work, size);
    });
    sycl::free(work, q);
  });
}
/// cusolverDnSpotrf_bufferSize ... => lapack::potrf_scratchpad_size
template <class T>
solver_status solver_potrf_buffer_size(solver_handle h, mkl::uplo part, int n, T*, int lda, int* size) {
  return sized(h, size, [&](auto& q) { return lapack::potrf_scratchpad_size<mkl_type<T>>(q, part, n, lda); });
}
/// cusolverDnSpotrf ... => lapack::potrf
template <class T>
solver_status solver_potrf(solver_handle h, mkl::uplo part, int n, T* a, int lda, as<T>* work, int size, int* info) {
  return solve(h, info, [&](auto& q) { lapack::potrf(q, part, n, numbers(a), lda, numbers(work), size); });
}
/// cusolverDnSpotrs ... => lapack::potrs
template <class T> solver_status solver_potrs(solver_handle h, mkl::uplo part, int n, int count, const T* a, int lda,
                                              as<T>* b, int ldb, int* info) {
  return solve(h, info, [&](auto& q) {
    const auto size = lapack::potrs_scratchpad_size<mkl_type<T>>(q, part, n, count, lda, ldb);
    auto* const work = sycl::malloc_device<mkl_type<T>>(size_t(size), q);
    lapack::potrs(q, part, n, count, const_cast<mkl_type<T>*>(numbers(a)), lda, numbers(b), ldb, work, size).wait();
    sycl::free(work, q);
  });
}
/// cusolverDnSgeqrf_bufferSize ... => lapack::geqrf_scratchpad_size
template <class T> solver_status solver_geqrf_buffer_size(solver_handle h, int m, int n, T*, int lda, int* size) {
  return sized(h, size, [&](auto& q) { return lapack::geqrf_scratchpad_size<mkl_type<T>>(q, m, n, lda); });
}
/// cusolverDnSgeqrf ... => lapack::geqrf
template <class T>
solver_status solver_geqrf(solver_handle h, int m, int n, T* a, int lda, as<T>* tau, as<T>* work, int size, int* info) {
  return solve(h, info, [&](auto& q) { lapack::geqrf(q, m, n, numbers(a), lda, numbers(tau), numbers(work), size); });
}
/// cusolverDnSormqr_bufferSize, cusolverDnDormqr_bufferSize => lapack::ormqr_scratchpad_size
template <class T> solver_status solver_ormqr_buffer_size(solver_handle h, mkl::side side, mkl::transpose op, int m,
                                                          int n, int k, const T*, int lda, const as<T>*, const as<T>*,
                                                          int ldc, int* size) {
  return sized(h, size, [&](auto& q) { return lapack::ormqr_scratchpad_size<T>(q, side, op, m, n, k, lda, ldc); });
}
/// cusolverDnSormqr, cusolverDnDormqr => lapack::ormqr
template <class T> solver_status solver_ormqr(solver_handle h, mkl::side side, mkl::transpose op, int m, int n, int k,
                                              const T* a, int lda, const as<T>* tau, as<T>* c, int ldc, as<T>* work,
                                              int size, int* info) {
  return solve(h, info, [&](auto& q) {
    lapack::ormqr(q, side, op, m, n, k, const_cast<T*>(a), lda, const_cast<T*>(tau), c, ldc, work, size);
  });
}
/// cusolverDnSorgqr_bufferSize, cusolverDnDorgqr_bufferSize => lapack::orgqr_scratchpad_size
template <class T> solver_status solver_orgqr_buffer_size(solver_handle h, int m, int n, int k, const T*, int lda,
                                                          const as<T>*, int* size) {
  return sized(h, size, [&](auto& q) { return lapack::orgqr_scratchpad_size<T>(q, m, n, k, lda); });
}
/// cusolverDnSorgqr, cusolverDnDorgqr => lapack::orgqr
template <class T> solver_status solver_orgqr(solver_handle h, int m, int n, int k, T* a, int lda, const as<T>* tau,
                                              as<T>* work, int size, int* info) {
  return solve(h, info, [&](auto& q) { lapack::orgqr(q, m, n, k, a, lda, const_cast<T*>(tau), work, size); });
}

inline mkl::jobsvd svd_job(signed char job) {
  return job == 'A'   ? mkl::jobsvd::vectors
         : job == 'S' ? mkl::jobsvd::somevec
         : job == 'O' ? mkl::jobsvd::vectorsina
                      : mkl::jobsvd::novec;
}
// cuSOLVER's size is asked for before the jobs are known: that of the dearest.
template <class T> std::int64_t svd_size(sycl::queue& q, int m, int n) {
  return lapack::gesvd_scratchpad_size<T>(q, mkl::jobsvd::vectors, mkl::jobsvd::vectors, m, n, m, m, n);
}
/// cusolverDnSgesvd_bufferSize ... => lapack::gesvd_scratchpad_size
template <class T> solver_status solver_gesvd_buffer_size(solver_handle h, int m, int n, int* size) {
  return sized(h, size, [&](auto& q) { return svd_size<mkl_type<T>>(q, m, n); });
}
/// cusolverDnSgesvd ... => lapack::gesvd
template <class T, class R> solver_status solver_gesvd(solver_handle h, signed char jobu, signed char jobvt, int m,
                                                       int n, T* a, int lda, R* s, as<T>* u, int ldu, as<T>* vt,
                                                       int ldvt, as<T>* work, int size, as<R>*, int* info) {
  return solve(h, info, [&](auto& q) {
    lapack::gesvd(q, svd_job(jobu), svd_job(jobvt), m, n, numbers(a), lda, s, numbers(u), ldu, numbers(vt), ldvt,
                  numbers(work), size);
  });
}

inline mkl::job eig_job(solver_eig_mode mode) {
  return mode == solver_eig_mode::vector ? mkl::job::vec : mkl::job::novec;
}
/// cusolverDnSsyevd_bufferSize, cusolverDnCheevd_bufferSize ... => lapack::syevd_scratchpad_size, heevd_scratchpad_size
template <class T, class R> solver_status solver_syevd_buffer_size(solver_handle h, solver_eig_mode mode,
                                                                   mkl::uplo part, int n, const T*, int lda, const R*,
                                                                   int* size) {
  return sized(h, size, [&](auto& q) {
    if constexpr (std::is_floating_point_v<T>) return lapack::syevd_scratchpad_size<T>(q, eig_job(mode), part, n, lda);
    else return lapack::heevd_scratchpad_size<mkl_type<T>>(q, eig_job(mode), part, n, lda);
  });
}
/// cusolverDnSsyevd, cusolverDnCheevd ... => lapack::syevd, lapack::heevd
template <class T, class R> solver_status solver_syevd(solver_handle h, solver_eig_mode mode, mkl::uplo part, int n,
                                                       T* a, int lda, R* w, as<T>* work, int size, int* info) {
  return solve(h, info, [&](auto& q) {
    if constexpr (std::is_floating_point_v<T>) lapack::syevd(q, eig_job(mode), part, n, a, lda, w, work, size);
    else lapack::heevd(q, eig_job(mode), part, n, numbers(a), lda, w, numbers(work), size);
  });
}

/// cusolverDnSpotri_bufferSize ... => lapack::potri_scratchpad_size
template <class T>
solver_status solver_potri_buffer_size(solver_handle h, mkl::uplo part, int n, T*, int lda, int* size) {
  return sized(h, size, [&](auto& q) { return lapack::potri_scratchpad_size<mkl_type<T>>(q, part, n, lda); });
}
/// cusolverDnSpotri ... => lapack::potri
template <class T>
solver_status solver_potri(solver_handle h, mkl::uplo part, int n, T* a, int lda, as<T>* work, int size, int* info) {
  return solve(h, info, [&](auto& q) { lapack::potri(q, part, n, numbers(a), lda, numbers(work), size); });
}
/// cusolverDnSsygvd_bufferSize, cusolverDnChegvd_bufferSize ... => lapack::sygvd_scratchpad_size, hegvd_scratchpad_size
template <class T, class R>
solver_status solver_sygvd_buffer_size(solver_handle h, int kind, solver_eig_mode mode, mkl::uplo part, int n, const T*,
                                       int lda, const as<T>*, int ldb, const R*, int* size) {
  return sized(h, size, [&](auto& q) {
    const auto job = eig_job(mode);
    if constexpr (std::is_floating_point_v<T>)
      return lapack::sygvd_scratchpad_size<T>(q, kind, job, part, n, lda, ldb);
    else return lapack::hegvd_scratchpad_size<mkl_type<T>>(q, kind, job, part, n, lda, ldb);
  });
}
/// cusolverDnSsygvd, cusolverDnChegvd ... => lapack::sygvd, hegvd
template <class T, class R>
solver_status solver_sygvd(solver_handle h, int kind, solver_eig_mode mode, mkl::uplo part, int n, T* a, int lda,
                           as<T>* b, int ldb, R* w, as<T>* work, int size, int* info) {
  return solve(h, info, [&](auto& q) {
    const auto job = eig_job(mode);
    if constexpr (std::is_floating_point_v<T>) lapack::sygvd(q, kind, job, part, n, a, lda, b, ldb, w, work, size);
    else lapack::hegvd(q, kind, job, part, n, numbers(a), lda, numbers(b), ldb, w, numbers(work), size);
  });
}
/// syevjInfo_t, gesvdjInfo_t, cusolverDnParams_t => nothing to hold: oneMKL has one way
struct solver_settings {};
using solver_settings_t = solver_settings*;
/// cusolverDnCreateSyevjInfo, cusolverDnCreateGesvdjInfo, cusolverDnCreateParams, ...Destroy... => no more than that
inline solver_status solver_create_settings(solver_settings_t* s) {
  *s = new solver_settings;
  return solver_success;
}
inline solver_status solver_destroy_settings(solver_settings_t s) {
  delete s;
  return solver_success;
}
/// cusolverDnXsyevjSetTolerance, cusolverDnXgesvdjSetMaxSweeps, cusolverDnSetAdvOptions ... => without effect
template <class... Ignored> solver_status solver_set(solver_settings_t, Ignored...) { return solver_success; }
/// cusolverDnSsyevj_bufferSize, cusolverDnCheevj_bufferSize ... => as cusolverDnSsyevd_bufferSize
template <class T, class R>
solver_status solver_syevj_buffer_size(solver_handle h, solver_eig_mode mode, mkl::uplo part, int n, const T* a,
                                       int lda, const R* w, int* size, solver_settings_t) {
  return solver_syevd_buffer_size(h, mode, part, n, a, lda, w, size);
}
/// cusolverDnSsyevj, cusolverDnCheevj ... => as cusolverDnSsyevd
template <class T, class R>
solver_status solver_syevj(solver_handle h, solver_eig_mode mode, mkl::uplo part, int n, T* a, int lda, R* w,
                           as<T>* work, int size, int* info, solver_settings_t) {
  return solver_syevd(h, mode, part, n, a, lda, w, work, size, info);
}
/// cusolverDnSgesvdj_bufferSize ... => lapack::gesvd_scratchpad_size
template <class T, class R>
solver_status solver_gesvdj_buffer_size(solver_handle h, solver_eig_mode, int, int m, int n, const T*, int, const R*,
                                        const as<T>*, int, const as<T>*, int, int* size, solver_settings_t) {
  return sized(h, size, [&](auto& q) { return svd_size<mkl_type<T>>(q, m, n); });
}
/// cusolverDnSgesvdj ... => lapack::gesvd, and blas::omatcopy, since V is asked for, and not its adjoint
template <class T, class R>
solver_status solver_gesvdj(solver_handle h, solver_eig_mode mode, int economic, int m, int n, T* a, int lda, R* s,
                            as<T>* u, int ldu, as<T>* v, int ldv, as<T>* work, int size, int* info,
                            solver_settings_t) {
  using U = mkl_type<T>;
  return solve(h, info, [&](auto& q) {
    const bool vectors = mode == solver_eig_mode::vector;
    const auto job = !vectors ? mkl::jobsvd::novec : economic ? mkl::jobsvd::somevec : mkl::jobsvd::vectors;
    const std::int64_t rows = economic ? std::min(m, n) : n;
    U* const adjoint = vectors ? sycl::malloc_device<U>(size_t(rows) * size_t(n), q) : nullptr;
    lapack::gesvd(q, job, job, m, n, numbers(a), lda, s, numbers(u), ldu, adjoint, rows, numbers(work), size).wait();
    if (!vectors) return;
    blas::omatcopy(q, mkl::transpose::conjtrans, rows, n, U(1), adjoint, rows, numbers(v), ldv).wait();
    sycl::free(adjoint, q);
  });
}

// ---- calls whose types are named when the program runs
//
// Their scratch memory is their own, so that what is asked for is a byte of each side.

template <class T, class Size, class Call> void with_scratchpad(sycl::queue& q, Size size, Call&& call) {
  T* const work = sycl::malloc_device<T>(size_t(size) + 1, q);
  try {
    call(work, std::int64_t(size));
    q.wait_and_throw();
  } catch (...) {
    sycl::free(work, q);
    throw;
  }
  sycl::free(work, q);
}
/// cusolverDnXgetrf_bufferSize, cusolverDnXpotrf_bufferSize, cusolverDnXsyevd_bufferSize ... => a byte
template <class... A> solver_status solver_buffer_sizes(solver_handle, A... a) {
  const auto all = std::make_tuple(a...);
  *std::get<sizeof...(a) - 2>(all) = *std::get<sizeof...(a) - 1>(all) = 1;
  return solver_success;
}
/// cusolverDnXgetrf => lapack::getrf
inline solver_status solver_xgetrf(solver_handle h, solver_settings_t, std::int64_t m, std::int64_t n, data_type type,
                                   void* a, std::int64_t lda, std::int64_t* pivots, data_type, void*, size_t, void*,
                                   size_t, int* info) {
  return solve(h, info, [&](auto& q) {
    if (!pivots) not_supported("oneMKL factors with pivots only");
    with_type(type, [&](auto sample) {
      using T = decltype(sample);
      with_scratchpad<T>(q, lapack::getrf_scratchpad_size<T>(q, m, n, lda), [&](T* work, std::int64_t size) {
        lapack::getrf(q, m, n, static_cast<T*>(a), lda, pivots, work, size);
      });
    });
  });
}
/// cusolverDnXgetrs => lapack::getrs
inline solver_status solver_xgetrs(solver_handle h, solver_settings_t, mkl::transpose op, std::int64_t n,
                                   std::int64_t count, data_type type, const void* a, std::int64_t lda,
                                   const std::int64_t* pivots, data_type, void* b, std::int64_t ldb, int* info) {
  return solve(h, info, [&](auto& q) {
    with_type(type, [&](auto sample) {
      using T = decltype(sample);
      auto* const factors = const_cast<T*>(static_cast<const T*>(a));
      auto* const order = const_cast<std::int64_t*>(pivots);
      with_scratchpad<T>(
          q, lapack::getrs_scratchpad_size<T>(q, op, n, count, lda, ldb), [&](T* work, std::int64_t size) {
            lapack::getrs(q, op, n, count, factors, lda, order, static_cast<T*>(b), ldb, work, size);
          });
    });
  });
}
/// cusolverDnXpotrf => lapack::potrf
inline solver_status solver_xpotrf(solver_handle h, solver_settings_t, mkl::uplo part, std::int64_t n, data_type type,
                                   void* a, std::int64_t lda, data_type, void*, size_t, void*, size_t, int* info) {
  return solve(h, info, [&](auto& q) {
    with_type(type, [&](auto sample) {
      using T = decltype(sample);
      with_scratchpad<T>(q, lapack::potrf_scratchpad_size<T>(q, part, n, lda), [&](T* work, std::int64_t size) {
        lapack::potrf(q, part, n, static_cast<T*>(a), lda, work, size);
      });
    });
  });
}
/// cusolverDnXpotrs => lapack::potrs
inline solver_status solver_xpotrs(solver_handle h, solver_settings_t, mkl::uplo part, std::int64_t n,
                                   std::int64_t count, data_type type, const void* a, std::int64_t lda, data_type,
                                   void* b, std::int64_t ldb, int* info) {
  return solve(h, info, [&](auto& q) {
    with_type(type, [&](auto sample) {
      using T = decltype(sample);
      auto* const factors = const_cast<T*>(static_cast<const T*>(a));
      with_scratchpad<T>(
          q, lapack::potrs_scratchpad_size<T>(q, part, n, count, lda, ldb), [&](T* work, std::int64_t size) {
            lapack::potrs(q, part, n, count, factors, lda, static_cast<T*>(b), ldb, work, size);
          });
    });
  });
}
/// cusolverDnXgeqrf => lapack::geqrf
inline solver_status solver_xgeqrf(solver_handle h, solver_settings_t, std::int64_t m, std::int64_t n, data_type type,
                                   void* a, std::int64_t lda, data_type, void* tau, data_type, void*, size_t, void*,
                                   size_t, int* info) {
  return solve(h, info, [&](auto& q) {
    with_type(type, [&](auto sample) {
      using T = decltype(sample);
      with_scratchpad<T>(q, lapack::geqrf_scratchpad_size<T>(q, m, n, lda), [&](T* work, std::int64_t size) {
        lapack::geqrf(q, m, n, static_cast<T*>(a), lda, static_cast<T*>(tau), work, size);
      });
    });
  });
}
/// cusolverDnXsyevd => lapack::syevd, heevd
inline solver_status solver_xsyevd(solver_handle h, solver_settings_t, solver_eig_mode mode, mkl::uplo part,
                                   std::int64_t n, data_type type, void* a, std::int64_t lda, data_type, void* w,
                                   data_type, void*, size_t, void*, size_t, int* info) {
  return solve(h, info, [&](auto& q) {
    const auto job = eig_job(mode);
    with_type(type, [&](auto sample) {
      using T = decltype(sample);
      auto* const matrix = static_cast<T*>(a);
      auto* const values = static_cast<decltype(std::abs(sample))*>(w);
      if constexpr (std::is_floating_point_v<T>)
        with_scratchpad<T>(q, lapack::syevd_scratchpad_size<T>(q, job, part, n, lda), [&](T* work, std::int64_t size) {
          lapack::syevd(q, job, part, n, matrix, lda, values, work, size);
        });
      else
        with_scratchpad<T>(q, lapack::heevd_scratchpad_size<T>(q, job, part, n, lda), [&](T* work, std::int64_t size) {
          lapack::heevd(q, job, part, n, matrix, lda, values, work, size);
        });
    });
  });
}
}  // namespace port
