// cuBLAS on oneMKL: many small matrices, types that are named when the program runs, and calls without a handle.
#include "port_blas.hpp"

#include "check.hpp"
#include "memory.hpp"

// What another library's <cblas.h> declares.
enum CBLAS_ORDER { CblasRowMajor = 101, CblasColMajor = 102 };
enum CBLAS_TRANSPOSE { CblasNoTrans = 111, CblasTrans = 112, CblasConjTrans = 113 };
extern "C" float cblas_sdot(int n, const float* x, int incx, const float* y, int incy);

namespace mkl = oneapi::mkl;
constexpr auto N = mkl::transpose::nontrans, T = mkl::transpose::trans, C = mkl::transpose::conjtrans;
constexpr auto lower = mkl::uplo::lower, upper = mkl::uplo::upper;
constexpr auto unit = mkl::diag::unit, full = mkl::diag::nonunit;
constexpr auto done = port::blas_success;

void factors(port::blas_handle h) {
  // [1 3; 2 4] and a singular one
  float *a = device<float>({1, 2, 3, 4}), *b = device<float>({1, 1, 1, 1}), *x = device<float>({7, 10}),
        *y = device<float>({0, 0}), *c = device<float>({0, 0, 0, 0}), *d = device<float>({0, 0, 0, 0});
  float **both = device<float*>({a, b}), **sides = device<float*>({x, y}), **inverses = device<float*>({c, d});
  int *pivots = device<int>({0, 0, 0, 0}), *info = device<int>({9, 9}), said = 9;
  CHECK(port::blas_matinv_batched(h, 2, both, 2, inverses, 2, info, 2) == done && holds(info, {0, 2}));
  CHECK(holds(c, {-2, 1, 1.5, -0.5}));
  CHECK(port::blas_getrf_batched(h, 2, both, 2, pivots, info, 2) == done && holds(info, {0, 2}));
  CHECK(holds(pivots, {2, 2}) && holds(a, {2, 0.5, 4, 1}));
  CHECK(port::blas_getrs_batched(h, N, 2, 1, both, 2, pivots, sides, 2, &said, 1) == done && said == 0);
  CHECK(holds(x, {1, 2}));
  CHECK(port::blas_getrs_batched(h, T, 2, 1, both, 2, pivots, sides, 2, &said, 1) == done && holds(x, {-1 + 1, 0.5}));
  CHECK(port::blas_getri_batched(h, 2, both, 2, pivots, inverses, 2, info, 2) == done && holds(info, {0, 2}));
  CHECK(holds(c, {-2, 1, 1.5, -0.5}));
  float** plain = device<float*>({device<float>({2, 4, 1, 3})});
  CHECK(port::blas_getrf_batched(h, 2, plain, 2, nullptr, info, 1) == done && holds(host(plain, 1)[0], {2, 2, 1, 1}));
  // [i 0; 1 1]
  float2 *z = device<float2>({{0, 1}, {1, 0}, {0, 0}, {1, 0}}), *w = device<float2>({{0, -1}, {1, 0}});
  float2 **zs = device<float2*>({z}), **ws = device<float2*>({w});
  CHECK(port::blas_getrf_batched(h, 2, zs, 2, pivots, info, 1) == done && holds(info, {0}));
  CHECK(port::blas_getrs_batched(h, C, 2, 1, zs, 2, pivots, ws, 2, &said, 1) == done);
  const auto got = host(w, 2);
  CHECK(near(double(got[0].x), 1) && near(double(got[0].y), -1) && near(double(got[1].x), 1));
}

void vectors_of_matrices(port::blas_handle h) {
  const float one = 1, zero = 0;
  float *a = device<float>({1, 2, 3, 4, 1, 0, 0, 1}), *x = device<float>({1, 1, 5, 6}),
        *y = device<float>({0, 0, 0, 0});
  CHECK(port::blas_gemv_strided_batched(h, N, 2, 2, &one, a, 2, 4, x, 1, 2, &zero, y, 1, 2, 2) == done &&
        holds(y, {4, 6, 5, 6}));
  const float **as = device<const float*>({a, a + 4}), **xs = device<const float*>({x, x + 2});
  float** ys = device<float*>({y, y + 2});
  CHECK(port::blas_gemv_batched(h, T, 2, 2, &one, as, 2, xs, 1, &zero, ys, 1, 2) == done && holds(y, {3, 7, 5, 6}));
}

void bands_and_packed(port::blas_handle h) {
  const float one = 1, zero = 0;
  // [2 1 0; 1 2 1; 0 1 2], by its lower band
  float *band = device<float>({2, 1, 2, 1, 2, 0}), *x = device<float>({1, 2, 3}), *y = device<float>({0, 0, 0});
  CHECK(port::blas_sbmv(h, lower, 3, 1, &one, band, 2, x, 1, &zero, y, 1) == done && holds(y, {4, 8, 8}));
  CHECK(port::blas_tbmv(h, lower, N, full, 3, 1, band, 2, x, 1) == done && holds(x, {2, 5, 8}));
  CHECK(port::blas_tbsv(h, lower, N, full, 3, 1, band, 2, x, 1) == done && holds(x, {1, 2, 3}));
  // [2 3; 3 5], by its lower triangle
  float *packed = device<float>({2, 3, 5}), *v = device<float>({1, 2});
  CHECK(port::blas_spmv(h, lower, 2, &one, packed, v, 1, &zero, y, 1) == done && holds(y, {8, 13}));
  CHECK(port::blas_tpmv(h, lower, N, unit, 2, packed, v, 1) == done && holds(v, {1, 5}));
  CHECK(port::blas_tpsv(h, lower, N, unit, 2, packed, v, 1) == done && holds(v, {1, 2}));
  float2 *z = device<float2>({{1, 1}, {0, 0}}), *a = device<float2>(std::vector<float2>(4, float2{0, 0}));
  const float2 two{2, 0};
  CHECK(port::blas_her(h, upper, 2, &one, z, 1, a, 2) == done && host(a, 1)[0].x == 2 && host(a, 1)[0].y == 0);
  CHECK(port::blas_her2(h, upper, 2, &two, z, 1, z, 1, a, 2) == done && host(a, 1)[0].x == 10);
  CHECK(port::blas_her2k(h, upper, N, 2, 1, &two, z, 2, z, 2, &zero, a, 2) == done && host(a, 1)[0].x == 8);
  float p = 3, q = 4, c = 0, s = 0;
  CHECK(port::blas_rotg(h, &p, &q, &c, &s) == done && near(double(p), 5) && near(double(c), 0.6) &&
        near(double(s), 0.8));
  const float swapped[] = {1, 0, -1, 1, 0};
  float *left = device<float>({1, 2}), *right = device<float>({3, 4});
  CHECK(port::blas_rotm(h, 2, left, 1, right, 1, swapped) == done && holds(left, {3, 4}) && holds(right, {-1, -2}));
}

void named_types(port::blas_handle h) {
  const auto r = port::r_32f;
  const float two = 2;
  float *x = device<float>({3, 4}), *y = device<float>({1, 1}), result = 0;
  CHECK(port::blas_axpy_ex(h, 2, &two, r, x, r, 1, y, r, 1, r) == done && holds(y, {7, 9}));
  CHECK(port::blas_scal_ex(h, 2, &two, r, y, r, 1, r) == done && holds(y, {14, 18}));
  CHECK(port::blas_dot_ex(h, 2, x, r, 1, y, r, 1, &result, r, r) == done && result == 114);
  CHECK(port::blas_nrm2_ex(h, 2, x, r, 1, &result, r, r) == done && near(double(result), 5));
  CHECK(port::blas_nrm2_ex(h, 2, x, port::r_8i, 1, &result, r, r) == port::blas_not_supported);
  int version = 0;
  port::blas_math_mode mode = port::blas_tensor_op_math;
  CHECK(port::blas_get_version(h, &version) == done && version == CUBLAS_VERSION);
  CHECK(port::blas_get_math_mode(h, &mode) == done && mode == port::blas_default_math);
}

void without_a_handle() {
  CHECK(port::blas_init() == done && port::blas_set_kernel_stream(nullptr) == done);
  float *x = nullptr, *y = nullptr, *a = device<float>({1, 2, 3, 4}), *b = device<float>({1, 0, 0, 1}),
        *c = device<float>({0, 0, 0, 0});
  CHECK(port::blas_alloc(2, sizeof(float), reinterpret_cast<void**>(&x)) == done && port::blas_alloc(2, 4, &y) == done);
  const float first[] = {3, -4}, second[] = {1, 1};
  CHECK(port::copy_vector(2, 4, first, 1, x, 1) == done && port::copy_vector(2, 4, second, 1, y, 1) == done);
  CHECK(port::blas_dot(2, x, 1, y, 1) == -1 && near(double(port::blas_nrm2(2, x, 1)), 5));
  CHECK(port::blas_asum(2, x, 1) == 7 && port::blas_iamax(2, x, 1) == 2 && port::blas_iamin(2, x, 1) == 1);
  port::blas_axpy(2, 2.0, x, 1, y, 1);
  CHECK(holds(y, {7, -7}));
  port::blas_scal(2, 0.5, y, 1);
  CHECK(holds(y, {3.5, -3.5}));
  port::blas_swap(2, x, 1, y, 1);
  port::blas_copy(2, x, 1, y, 1);
  CHECK(holds(y, {3.5, -3.5}));
  port::blas_rot(2, x, 1, y, 1, 0.0f, 1.0f);
  CHECK(holds(x, {3.5, -3.5}) && holds(y, {-3.5, 3.5}));
  port::blas_gemm('n', 'T', 2, 2, 2, 1.0, a, 2, b, 2, 0.0, c, 2);
  CHECK(holds(c, {1, 2, 3, 4}) && port::blas_get_error() == done);
  port::blas_gemv('t', 2, 2, 2.0f, a, 2, x, 1, 0.0f, y, 1);
  CHECK(holds(y, {-7, -7}));
  port::blas_ger(2, 2, 1.0f, x, 1, y, 1, c, 2);
  CHECK(holds(c, {1 - 24.5, 2 + 24.5, 3 - 24.5, 4 + 24.5}));
  port::blas_symv('U', 2, 1.0f, b, 2, x, 1, 0.0f, y, 1);
  CHECK(holds(y, {3.5, -3.5}));
  port::blas_symm('L', 'u', 2, 2, 1.0f, b, 2, a, 2, 0.0f, c, 2);
  CHECK(holds(c, {1, 2, 3, 4}));
  port::blas_syrk('l', 'n', 2, 2, 1.0f, b, 2, 1.0f, c, 2);
  CHECK(holds(c, {2, 2, 3, 5}));
  port::blas_trsv('l', 'n', 'n', 2, b, 2, x, 1);
  CHECK(holds(x, {3.5, -3.5}));
  port::blas_trsm('L', 'L', 'N', 'U', 2, 2, 2.0f, b, 2, c, 2);
  CHECK(holds(c, {4, 4, 6, 10}));
  port::blas_gemm('n', 'n', -1, 2, 2, 1.0f, a, 2, b, 2, 0.0f, c, 2);
  CHECK(port::blas_get_error() != done && port::blas_get_error() == done && port::last_error());
  CHECK(port::blas_free(x) == done && port::blas_free(y) == done && port::blas_shutdown() == done);
}

int main() {
  CHECK(CblasRowMajor == 101 && CblasTrans == 112);
  port::blas_handle h = nullptr;
  CHECK(port::blas_create(&h) == done);
  factors(h);
  vectors_of_matrices(h);
  bands_and_packed(h);
  named_types(h);
  without_a_handle();
  CHECK(port::blas_destroy(h) == done);
  if (port::peek_error()) std::printf("%s\n", port::error_string(port::last_error()));
  return finished();
}
