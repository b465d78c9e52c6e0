// cuBLAS, cuSOLVER and cuSPARSE on oneMKL.
#include "port_solver.hpp"
#include "port_sparse.hpp"

#include "check.hpp"
#include "memory.hpp"

namespace mkl = oneapi::mkl;
constexpr auto N = mkl::transpose::nontrans, T = mkl::transpose::trans, C = mkl::transpose::conjtrans;
constexpr auto lower = mkl::uplo::lower, upper = mkl::uplo::upper;
constexpr auto unit = mkl::diag::unit, full = mkl::diag::nonunit;
constexpr auto left = mkl::side::left, right = mkl::side::right;

bool complex_holds(const float2* p, size_t at, double re, double im) {
  const auto got = host(p, at + 1)[at];
  return near(double(got.x), re) && near(double(got.y), im);
}

// Scalars are gone, and their memory is used again, when this is over.
port::blas_status add_twice(port::blas_handle h, const float* x, float* y) {
  const float two = 2;
  return port::blas_axpy(h, 3, &two, x, 1, y, 1);
}

void vectors(port::blas_handle h) {
  float *x = device<float>({1, 2, 3}), *y = device<float>({4, 5, -6}), r = 0;
  int at = 0;
  CHECK(add_twice(h, x, y) == port::blas_success && holds(y, {6, 9, 0}));
  const float half = 0.5f, c = 0, s = 1;
  CHECK(port::blas_scal(h, 3, &half, y, 1) == port::blas_success && holds(y, {3, 4.5, 0}));
  CHECK(port::blas_dot(h, 3, x, 1, y, 1, &r) == port::blas_success && r == 12);
  CHECK(port::blas_nrm2(h, 3, x, 1, &r) == port::blas_success && near(double(r), std::sqrt(14.0)));
  CHECK(port::blas_asum(h, 3, y, 1, &r) == port::blas_success && r == 7.5f);
  CHECK(port::blas_iamax(h, 3, y, 1, &at) == port::blas_success && at == 2);
  CHECK(port::blas_iamin(h, 3, y, 1, &at) == port::blas_success && at == 3);
  CHECK(port::blas_swap(h, 3, x, 1, y, 1) == port::blas_success && holds(x, {3, 4.5, 0}) && holds(y, {1, 2, 3}));
  CHECK(port::blas_copy(h, 3, x, 1, y, 1) == port::blas_success && holds(y, {3, 4.5, 0}));
  CHECK(port::blas_rot(h, 2, x, 1, y, 1, &c, &s) == port::blas_success && holds(x, {3, 4.5, 0}) &&
        holds(y, {-3, -4.5, 0}));

  float *scalar = device<float>({3}), *result = device<float>({0});
  CHECK(port::blas_set_pointer_mode(h, port::blas_pointer_mode_device) == port::blas_success);
  CHECK(port::blas_scal(h, 3, scalar, x, 1) == port::blas_success &&
        port::blas_nrm2(h, 3, x, 1, result) == port::blas_success);
  CHECK(holds(x, {9, 13.5, 0}) && holds(result, {std::sqrt(81 + 13.5 * 13.5)}));
  port::blas_pointer_mode mode;
  CHECK(port::blas_get_pointer_mode(h, &mode) == port::blas_success && mode == port::blas_pointer_mode_device);
  port::blas_set_pointer_mode(h, port::blas_pointer_mode_host);

  float2 *u = device<float2>({{1, 2}, {3, 4}}), *v = device<float2>({{0, 1}, {1, 0}}), z{};
  CHECK(port::blas_dotu(h, 2, u, 1, v, 1, &z) == port::blas_success && z.x == 1 && z.y == 5);
  CHECK(port::blas_dotc(h, 2, u, 1, v, 1, &z) == port::blas_success && z.x == 5 && z.y == -3);
  const float2 i = {0, 1};
  CHECK(port::blas_axpy(h, 2, &i, u, 1, v, 1) == port::blas_success && complex_holds(v, 0, -2, 2));
  CHECK(port::blas_nrm2(h, 2, u, 1, &r) == port::blas_success && near(double(r), std::sqrt(30.0)));
  CHECK(port::blas_scal(h, 2, &half, u, 1) == port::blas_success && complex_holds(u, 1, 1.5, 2));

  std::vector<float> a(4);
  CHECK(port::copy_vector(2, 4, std::vector<float>{7, 0, 8, 0}.data(), 2, x, 1) == port::blas_success &&
        holds(x, {7, 8}));
  CHECK(port::copy_vector_async(2, 4, std::vector<float>{7, 0, 8, 0}.data(), 2, x, 1, nullptr) == port::blas_success &&
        port::device_synchronize() == port::success && x[0] == 7 && x[1] == 8);
  CHECK(port::copy_matrix_async(1, 2, 4, x, 1, a.data(), 2, nullptr) == port::blas_success &&
        port::device_synchronize() == port::success && a[0] == 7 && a[2] == 8);
  CHECK(port::copy_matrix(1, 2, 4, x, 1, a.data(), 2) == port::blas_success && a[0] == 7 && a[2] == 8);
}

void matrices_and_vectors(port::blas_handle h) {
  // a = [1 3; 2 4] by columns
  float *a = device<float>({1, 2, 3, 4}), *x = device<float>({1, 1}), *y = device<float>({10, 10});
  const float one = 1, zero = 0, two = 2;
  CHECK(port::blas_gemv(h, N, 2, 2, &one, a, 2, x, 1, &two, y, 1) == port::blas_success && holds(y, {24, 26}));
  CHECK(port::blas_gemv(h, T, 2, 2, &one, a, 2, x, 1, &zero, y, 1) == port::blas_success && holds(y, {3, 7}));
  CHECK(port::blas_symv(h, lower, 2, &one, a, 2, x, 1, &zero, y, 1) == port::blas_success && holds(y, {3, 6}));
  CHECK(port::blas_ger(h, 2, 2, &one, x, 1, x, 1, a, 2) == port::blas_success && holds(a, {2, 3, 4, 5}));
  CHECK(port::blas_syr(h, upper, 2, &one, x, 1, a, 2) == port::blas_success && holds(a, {3, 3, 5, 6}));
  CHECK(port::blas_syr2(h, upper, 2, &one, x, 1, x, 1, a, 2) == port::blas_success && holds(a, {5, 3, 7, 8}));
  CHECK(port::blas_trmv(h, lower, N, full, 2, a, 2, x, 1) == port::blas_success && holds(x, {5, 11}));
  CHECK(port::blas_trsv(h, lower, N, full, 2, a, 2, x, 1) == port::blas_success && holds(x, {1, 1}));
  float* diagonal = device<float>({2, 3});
  CHECK(port::blas_gbmv(h, N, 2, 2, 0, 0, &one, diagonal, 1, x, 1, &zero, y, 1) == port::blas_success &&
        holds(y, {2, 3}));
  const float2 c_one = {1, 0}, c_zero = {0, 0};
  float2 *m = device<float2>({{2, 0}, {0, 1}, {0, -1}, {2, 0}}), *u = device<float2>({{1, 0}, {0, 1}}),
         *v = device<float2>({{0, 0}, {0, 0}});
  CHECK(port::blas_hemv(h, lower, 2, &c_one, m, 2, u, 1, &c_zero, v, 1) == port::blas_success &&
        complex_holds(v, 0, 3, 0) && complex_holds(v, 1, 0, 3));
  CHECK(port::blas_geru(h, 2, 2, &c_one, u, 1, u, 1, m, 2) == port::blas_success && complex_holds(m, 3, 1, 0));
  CHECK(port::blas_gerc(h, 2, 2, &c_one, u, 1, u, 1, m, 2) == port::blas_success && complex_holds(m, 3, 2, 0));
}

// Memory that a program has a class of its own for.
struct Buffer {
  float* p;
  operator float*() const { return p; }
};

void matrices(port::blas_handle h) {
  float *a = device<float>({1, 2, 3, 4}), *b = device<float>({1, 0, 1, 1}), *c = device<float>({0, 0, 0, 0});
  const float one = 1, zero = 0, two = 2;
  CHECK(port::blas_gemm(h, N, N, 2, 2, 2, &one, a, 2, b, 2, &zero, c, 2) == port::blas_success &&
        holds(c, {1, 2, 4, 6}));
  const Buffer held{a}, product{c};
  CHECK(port::blas_gemm(h, N, N, 2, 2, 2, &one, held, 2, b, 2, &zero, product, 2) == port::blas_success &&
        holds(c, {1, 2, 4, 6}));
  CHECK(port::blas_gemm(h, T, N, 2, 2, 2, &two, a, 2, b, 2, &one, c, 2) == port::blas_success &&
        holds(c, {3, 8, 10, 20}));
  CHECK(port::blas_symm(h, left, lower, 2, 2, &one, a, 2, b, 2, &zero, c, 2) == port::blas_success &&
        holds(c, {1, 2, 3, 6}));
  c = device<float>({0, 0, 0, 0});
  CHECK(port::blas_syrk(h, lower, N, 2, 2, &one, a, 2, &zero, c, 2) == port::blas_success && holds(c, {10, 14, 0, 20}));
  CHECK(port::blas_syr2k(h, lower, N, 2, 2, &one, a, 2, a, 2, &zero, c, 2) == port::blas_success &&
        holds(c, {20, 28, 0, 40}));
  CHECK(port::blas_trmm(h, left, lower, N, full, 2, 2, &one, a, 2, b, 2, c, 2) == port::blas_success &&
        holds(c, {1, 2, 1, 6}));
  CHECK(port::blas_trmm(h, left, lower, N, full, 2, 2, &one, a, 2, b, 2, b, 2) == port::blas_success &&
        holds(b, {1, 2, 1, 6}));
  CHECK(port::blas_trsm(h, left, lower, N, full, 2, 2, &one, a, 2, b, 2) == port::blas_success &&
        holds(b, {1, 0, 1, 1}));
  CHECK(port::blas_geam(h, N, T, 2, 2, &one, a, 2, &two, b, 2, c, 2) == port::blas_success && holds(c, {3, 4, 3, 6}));
  CHECK(port::blas_dgmm(h, right, 2, 2, a, 2, device<float>({2, 10}), 1, c, 2) == port::blas_success &&
        holds(c, {2, 4, 30, 40}));

  double *da = device<double>({1, 2, 3, 4}), *dc = device<double>({0, 0, 0, 0});
  const double done = 1, dzero = 0;
  CHECK(port::blas_gemm(h, N, N, 2, 2, 2, &done, da, 2, da, 2, &dzero, dc, 2) == port::blas_success &&
        holds(dc, {7, 10, 15, 22}));
  const float2 cone = {1, 0}, czero = {0, 0};
  float2 *m = device<float2>({{1, 1}}), *n = device<float2>({{0, 0}});
  CHECK(port::blas_gemm(h, C, N, 1, 1, 1, &cone, m, 1, m, 1, &czero, n, 1) == port::blas_success &&
        complex_holds(n, 0, 2, 0));
  CHECK(port::blas_hemm(h, left, lower, 1, 1, &cone, m, 1, m, 1, &czero, n, 1) == port::blas_success &&
        complex_holds(n, 0, 1, 1));
  CHECK(port::blas_herk(h, lower, N, 1, 1, &one, m, 1, &zero, n, 1) == port::blas_success && complex_holds(n, 0, 2, 0));
  sycl::half *ha = device<sycl::half>({1, 2, 3, 4}), *hc = device<sycl::half>({0, 0, 0, 0});
  const sycl::half hone = 1, hzero = 0;
  CHECK(port::blas_gemm(h, N, N, 2, 2, 2, &hone, ha, 2, ha, 2, &hzero, hc, 2) == port::blas_success &&
        holds(hc, {7, 10, 15, 22}));
  constexpr auto full_32f = port::blas_compute_32f;
  constexpr auto any = port::blas_algorithm_default;
  CHECK(port::blas_gemm_ex(h, N, N, 2, 2, 2, &one, ha, port::r_16f, 2, ha, port::r_16f, 2, &zero, c, port::r_32f, 2,
                           full_32f, any) == port::blas_success &&
        holds(c, {7, 10, 15, 22}));
  CHECK(port::blas_gemm_ex(h, N, N, 2, 2, 2, &hone, ha, port::r_16f, 2, ha, port::r_16f, 2, &hzero, hc, port::r_16f, 2,
                           port::blas_compute_16f, any) == port::blas_success &&
        holds(hc, {7, 10, 15, 22}));
  CHECK(port::blas_gemm_ex(h, N, N, 2, 2, 2, &one, ha, port::r_16f, 2, ha, port::r_16f, 2, &zero, hc, port::r_16f, 2,
                           port::r_32f, any) == port::blas_success &&
        holds(hc, {7, 10, 15, 22}));
  CHECK(port::blas_gemm_ex(h, N, N, 2, 2, 2, &one, a, port::r_32f, 2, a, port::r_32f, 2, &zero, c, port::r_32f, 2,
                           full_32f, any) == port::blas_success &&
        holds(c, {7, 10, 15, 22}));
  CHECK(port::blas_sgemm_ex(h, N, N, 2, 2, 2, &two, a, port::r_32f, 2, a, port::r_32f, 2, &zero, c, port::r_32f, 2) ==
            port::blas_success &&
        holds(c, {14, 20, 30, 44}));
  std::int8_t* const bytes = device<std::int8_t>({1, 2, 3, 4});
  int* const sums = device<int>({0, 0, 0, 0});
  const int ione = 1, izero = 0;
  CHECK(port::blas_gemm_ex(h, N, N, 2, 2, 2, &ione, bytes, port::r_8i, 2, bytes, port::r_8i, 2, &izero, sums,
                           port::r_32i, 2, port::blas_compute_32i, any) == port::blas_success &&
        holds(sums, {7, 10, 15, 22}));
  CHECK(port::blas_gemm_ex(h, N, N, 2, 2, 2, &one, a, port::r_32i, 2, a, port::r_32i, 2, &zero, c, port::r_32i, 2,
                           full_32f, any) == port::blas_not_supported);

  float *batch = device<float>({1, 2, 3, 4, 1, 0, 0, 1}), *out = device<float>(std::vector<float>(8));
  CHECK(port::blas_gemm_strided_batched(h, N, N, 2, 2, 2, &one, batch, 2, 4, batch, 2, 4, &zero, out, 2, 4, 2) ==
        port::blas_success);
  CHECK(holds(out, {7, 10, 15, 22, 1, 0, 0, 1}));
  CHECK(port::blas_gemm_strided_batched_ex(h, N, N, 2, 2, 2, &two, batch, port::r_32f, 2, 4, batch, port::r_32f, 2, 4,
                                           &zero, out, port::r_32f, 2, 4, 2, full_32f, any) == port::blas_success);
  CHECK(holds(out, {14, 20, 30, 44, 2, 0, 0, 2}));
  float **in = device<float*>({batch + 4, batch}), **to = device<float*>({out, out + 4});
  CHECK(port::blas_gemm_batched_ex(h, N, N, 2, 2, 2, &one, (const void**)in, port::r_32f, 2, (const void**)in,
                                   port::r_32f, 2, &zero, (void**)to, port::r_32f, 2, 2, full_32f,
                                   any) == port::blas_success);
  CHECK(holds(out, {1, 0, 0, 1, 7, 10, 15, 22}));
  CHECK(port::blas_gemm_batched(h, N, N, 2, 2, 2, &two, in, 2, in, 2, &zero, to, 2, 2) == port::blas_success);
  CHECK(holds(out, {2, 0, 0, 2, 14, 20, 30, 44}));
  CHECK(port::blas_trsm_batched(h, left, upper, N, unit, 2, 2, &one, in, 2, to, 2, 2) == port::blas_success);
  CHECK(holds(out, {2, 0, 0, 2, 14 - 60, 20, 30 - 132, 44}));
  CHECK(port::blas_attempt([&] { port::blas::gemm(port::queue(h), N, N, 2, 2, 2, 1.0f, a, 2, b, 2, 0.0f, c, 2); }) ==
        port::blas_success);
  CHECK(port::blas_gemm(h, N, N, -2, 2, 2, &one, a, 2, b, 2, &zero, c, 2) != port::blas_success && port::last_error());
}

void blas() {
  port::blas_handle h = nullptr;
  port::stream_t stream = nullptr, found = nullptr;
  CHECK(port::blas_create(&h) == port::blas_success && port::stream_create(&stream) == port::success);
  CHECK(port::blas_set_stream(h, stream) == port::blas_success &&
        port::blas_get_stream(h, &found) == port::blas_success && found == stream);
  CHECK(port::blas_set_math_mode(h, 0) == port::blas_success &&
        port::blas_set_workspace(h, nullptr, 0) == port::blas_success);
  CHECK(port::blas_set_atomics_mode(h, 0) == port::blas_success);
  CHECK(std::string(port::blas_status_string(port::blas_success)) == "blas_success");
  vectors(h);
  matrices_and_vectors(h);
  matrices(h);
  CHECK(port::stream_synchronize(stream) == port::success && port::blas_destroy(h) == port::blas_success);
}

void solver() {
  port::solver_handle h = nullptr;
  CHECK(port::solver_create(&h) == port::solver_success && port::solver_set_stream(h, nullptr) == port::solver_success);
  int size = 0, *info = device<int>({9}), *pivots = device<int>({0, 0});
  double *a = device<double>({1, 2, 3, 4}), *b = device<double>({5, 8});
  CHECK(port::solver_getrf_buffer_size(h, 2, 2, a, 2, &size) == port::solver_success);
  double* work = device<double>(std::vector<double>(size_t(size) + 1));
  CHECK(port::solver_getrf(h, 2, 2, a, 2, work, pivots, info) == port::solver_success && holds(info, {0}) &&
        holds(pivots, {2, 2}));
  CHECK(holds(a, {2, 0.5, 4, 1}));
  CHECK(port::solver_getrs(h, N, 2, 1, a, 2, pivots, b, 2, info) == port::solver_success && holds(b, {2, 1}));
  double* singular = device<double>({1, 1, 1, 1});
  CHECK(port::solver_getrf(h, 2, 2, singular, 2, work, pivots, info) == port::solver_success && holds(info, {2}));

  double* p = device<double>({4, 2, 2, 3});
  CHECK(port::solver_potrf_buffer_size(h, lower, 2, p, 2, &size) == port::solver_success);
  work = device<double>(std::vector<double>(size_t(size) + 1));
  CHECK(port::solver_potrf(h, lower, 2, p, 2, work, size, info) == port::solver_success && holds(info, {0}));
  b = device<double>({8, 7});
  CHECK(port::solver_potrs(h, lower, 2, 1, p, 2, b, 2, info) == port::solver_success && holds(b, {1.25, 1.5}));

  double *q = device<double>({3, 4, 0, 5}), *tau = device<double>({0, 0});
  CHECK(port::solver_geqrf_buffer_size(h, 2, 2, q, 2, &size) == port::solver_success);
  work = device<double>(std::vector<double>(size_t(size) + 1));
  CHECK(port::solver_geqrf(h, 2, 2, q, 2, tau, work, size, info) == port::solver_success && holds(info, {0}));
  const auto r = host(q, 4);
  CHECK(near(std::fabs(r[0]), 5) && near(std::fabs(r[3]), 3));
  double* c = device<double>({3, 4});
  CHECK(port::solver_ormqr_buffer_size(h, left, T, 2, 1, 2, q, 2, tau, c, 2, &size) == port::solver_success);
  work = device<double>(std::vector<double>(size_t(size) + 1));
  CHECK(port::solver_ormqr(h, left, T, 2, 1, 2, q, 2, tau, c, 2, work, size, info) == port::solver_success);
  CHECK(near(std::fabs(host(c, 2)[0]), 5) && near(host(c, 2)[1], 0));
  CHECK(port::solver_orgqr_buffer_size(h, 2, 2, 2, q, 2, tau, &size) == port::solver_success);
  work = device<double>(std::vector<double>(size_t(size) + 1));
  CHECK(port::solver_orgqr(h, 2, 2, 2, q, 2, tau, work, size, info) == port::solver_success &&
        near(std::fabs(host(q, 1)[0]), 0.6));

  double *m = device<double>({3, 0, 0, 2}), *s = device<double>({0, 0}), *u = device<double>({0, 0, 0, 0}),
         *vt = device<double>({0, 0, 0, 0});
  CHECK(port::solver_gesvd_buffer_size<double>(h, 2, 2, &size) == port::solver_success);
  work = device<double>(std::vector<double>(size_t(size) + 1));
  CHECK(port::solver_gesvd(h, 'A', 'A', 2, 2, m, 2, s, u, 2, vt, 2, work, size, nullptr, info) ==
        port::solver_success);
  CHECK(holds(s, {3, 2}) && near(std::fabs(host(u, 1)[0]), 1));

  double *e = device<double>({2, 1, 1, 2}), *w = device<double>({0, 0});
  CHECK(port::solver_syevd_buffer_size(h, port::solver_eig_mode::vector, lower, 2, e, 2, w, &size) ==
        port::solver_success);
  work = device<double>(std::vector<double>(size_t(size) + 1));
  CHECK(port::solver_syevd(h, port::solver_eig_mode::vector, lower, 2, e, 2, w, work, size, info) ==
        port::solver_success);
  CHECK(holds(w, {1, 3}) && near(std::fabs(host(e, 1)[0]), std::sqrt(0.5)));
  float2* hermitian = device<float2>({{2, 0}, {0, 1}, {0, -1}, {2, 0}});
  float* fw = device<float>({0, 0});
  CHECK(port::solver_syevd_buffer_size(h, port::solver_eig_mode::no_vector, lower, 2, hermitian, 2, fw, &size) ==
        port::solver_success);
  float2* cwork = device<float2>(std::vector<float2>(size_t(size) + 1));
  CHECK(port::solver_syevd(h, port::solver_eig_mode::no_vector, lower, 2, hermitian, 2, fw, cwork, size, info) ==
            port::solver_success &&
        holds(fw, {1, 3}));
  CHECK(port::solver_destroy(h) == port::solver_success);
}

void sparse() {
  port::sparse_handle h = nullptr;
  CHECK(std::string(port::sparse_status_string(port::sparse_success)) == "success");
  CHECK(port::sparse_create(&h) == port::sparse_success && port::sparse_set_stream(h, nullptr) == port::sparse_success);
  // [1 0 2; 0 3 0]
  int *offsets = device<int>({0, 2, 3}), *columns = device<int>({0, 2, 1}), *rows = device<int>({0, 0, 1});
  float *values = device<float>({1, 2, 3}), *x = device<float>({1, 1, 1}), *y = device<float>({10, 10});
  const float one = 1, zero = 0;
  const auto i32 = port::sparse_index::i32;
  const auto base = mkl::index_base::zero;
  port::sparse_matrix_t csr = nullptr, coo = nullptr;
  port::dense_vector_t vx = nullptr, vy = nullptr;
  port::dense_matrix_t mb = nullptr, mc = nullptr, other = nullptr;
  size_t bytes = 1;
  CHECK(port::sparse_create_csr(&csr, 2, 3, 3, offsets, columns, values, i32, i32, base, port::r_32f) ==
        port::sparse_success);
  CHECK(port::sparse_create_coo(&coo, 2, 3, 3, rows, columns, values, i32, base, port::r_32f) == port::sparse_success);
  CHECK(port::sparse_create_vector(&vx, 3, x, port::r_32f) == port::sparse_success &&
        port::sparse_create_vector(&vy, 2, y, port::r_32f) == port::sparse_success);
  CHECK(port::sparse_spmv_buffer_size(h, N, &one, csr, vx, &one, vy, port::r_32f, 0, &bytes) == port::sparse_success &&
        bytes == 0);
  CHECK(port::sparse_spmv(h, N, &one, csr, vx, &one, vy, port::r_32f, 0, nullptr) == port::sparse_success &&
        holds(y, {13, 13}));
  CHECK(port::sparse_spmv(h, N, &one, coo, vx, &zero, vy, port::r_32f, 0, nullptr) == port::sparse_success &&
        holds(y, {3, 3}));
  float *b = device<float>({1, 1, 1, 0, 1, 2}), *c = device<float>({0, 0, 0, 0});
  CHECK(port::sparse_create_dense(&mb, 3, 2, 3, b, port::r_32f, port::sparse_order::column) == port::sparse_success);
  CHECK(port::sparse_create_dense(&mc, 2, 2, 2, c, port::r_32f, port::sparse_order::column) == port::sparse_success);
  CHECK(port::sparse_create_dense(&other, 2, 2, 2, c, port::r_32f, port::sparse_order::row) == port::sparse_success);
  CHECK(port::sparse_spmm_buffer_size(h, N, N, &one, csr, mb, &zero, mc, port::r_32f, 0, &bytes) ==
            port::sparse_success &&
        bytes == 0);
  CHECK(port::sparse_spmm(h, N, N, &one, csr, mb, &zero, mc, port::r_32f, 0, nullptr) == port::sparse_success &&
        holds(c, {3, 3, 4, 3}));
  CHECK(port::sparse_spmm(h, N, N, &one, csr, mb, &zero, other, port::r_32f, 0, nullptr) ==
            port::sparse_not_supported &&
        port::last_error());
  CHECK(port::sparse_destroy_vector(vx) == port::sparse_success &&
        port::sparse_destroy_dense(mb) == port::sparse_success);
  CHECK(port::sparse_destroy_matrix(csr) == port::sparse_success && port::sparse_destroy(h) == port::sparse_success);
}

int main() {
  blas();
  solver();
  sparse();
  if (port::peek_error()) std::printf("%s\n", port::error_string(port::last_error()));
  return finished();
}
