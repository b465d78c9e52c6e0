// cuSPARSE on oneMKL: what its matrices are made of, products, solutions, and arrays of the program's own.
#include "port_sparse.hpp"

#include "check.hpp"
#include "memory.hpp"

namespace mkl = oneapi::mkl;
constexpr auto N = mkl::transpose::nontrans, T = mkl::transpose::trans;
constexpr auto i32 = port::sparse_index::i32;
constexpr auto zero_based = mkl::index_base::zero;
constexpr auto column_order = port::sparse_order::column;
constexpr auto done = port::sparse_success;
const float one = 1, two = 2, zero = 0;

port::sparse_matrix_t csr_of(std::int64_t rows, std::int64_t columns, std::vector<int> offsets,
                             std::vector<int> indices, std::vector<float> values) {
  port::sparse_matrix_t m = nullptr;
  CHECK(port::sparse_create_csr(&m, rows, columns, std::int64_t(values.size()), device(offsets), device(indices),
                                device(values), i32, i32, zero_based, port::r_32f) == done);
  return m;
}
port::dense_matrix_t dense_of(std::int64_t rows, std::int64_t columns, float* values) {
  port::dense_matrix_t m = nullptr;
  CHECK(port::sparse_create_dense(&m, rows, columns, rows, values, port::r_32f, column_order) == done);
  return m;
}

void objects(port::sparse_handle h) {
  port::stream_t stream = nullptr, found = nullptr;
  CHECK(port::stream_create(&stream) == port::success && port::sparse_set_stream(h, stream) == done);
  CHECK(port::sparse_get_stream(h, &found) == done && found == stream);
  port::blas_pointer_mode mode = port::blas_pointer_mode_host;
  CHECK(port::sparse_set_pointer_mode(h, port::blas_pointer_mode_device) == done &&
        port::sparse_get_pointer_mode(h, &mode) == done && mode == port::blas_pointer_mode_device);
  // [1 0 2; 0 3 0]
  const auto a = csr_of(2, 3, {0, 2, 3}, {0, 2, 1}, {1, 2, 3});
  port::dense_vector_t x = nullptr, y = nullptr;
  float *ones = device<float>({1, 1, 1}), *to = device<float>({10, 10}), *factor = device<float>({2}),
        *nothing = device<float>({0});
  CHECK(port::sparse_create_vector(&x, 3, ones, port::r_32f) == done &&
        port::sparse_create_vector(&y, 2, to, port::r_32f) == done);
  CHECK(port::sparse_preprocess(h, N, factor) == done);
  CHECK(port::sparse_spmv(h, N, factor, a, x, nothing, y, port::r_32f, 0, nullptr) == done);
  CHECK(port::stream_synchronize(stream) == port::success && holds(to, {6, 6}));
  CHECK(port::sparse_set_pointer_mode(h, port::blas_pointer_mode_host) == done &&
        port::sparse_set_stream(h, nullptr) == done);

  std::int64_t rows = 0, columns = 0, count = 0, size = 0, ld = 0;
  port::sparse_format format{};
  mkl::index_base base{};
  void *offsets = nullptr, *indices = nullptr, *values = nullptr;
  port::sparse_index offset_type{}, index_type{};
  port::data_type type{};
  port::sparse_order order{};
  CHECK(port::sparse_get_size(a, &rows, &columns, &count) == done && rows == 2 && columns == 3 && count == 3);
  CHECK(port::sparse_get_format(a, &format) == done && format == port::sparse_format::csr);
  CHECK(port::sparse_get_base(a, &base) == done && base == zero_based);
  CHECK(port::sparse_get_csr(a, &rows, &columns, &count, &offsets, &indices, &values, &offset_type, &index_type, &base,
                             &type) == done &&
        holds(static_cast<int*>(offsets), {0, 2, 3}) && index_type == i32 && type == port::r_32f);
  CHECK(port::sparse_set_values(a, device<float>({4, 5, 6})) == done && port::sparse_get_values(a, &values) == done &&
        holds(static_cast<float*>(values), {4, 5, 6}));
  CHECK(port::dense_set_values(y, device<float>({0, 0})) == done && port::dense_get_values(y, &values) == done);
  CHECK(port::sparse_spmv(h, N, &one, a, x, &zero, y, port::r_32f, 0, nullptr) == done &&
        holds(static_cast<float*>(values), {9, 6}) && holds(to, {6, 6}));
  CHECK(port::sparse_set_pointers(a, device<int>({0, 1, 2}), device<int>({0, 0}), device<float>({7, 8, 0})) == done &&
        port::sparse_spmv(h, N, &one, csr_of(2, 3, {0, 1, 2}, {0, 0}, {7, 8}), x, &zero, y, port::r_32f, 0, nullptr) ==
            done &&
        holds(static_cast<float*>(values), {7, 8}));
  CHECK(port::dense_get(y, &size, &values, &type) == done && size == 2 && type == port::r_32f);
  const auto dense = dense_of(2, 3, ones);
  CHECK(port::dense_get(dense, &rows, &columns, &ld, &values, &type, &order) == done && columns == 3 && ld == 2 &&
        values == ones && order == column_order);
}

void solutions(port::sparse_handle h) {
  // [2 0; 4 5]
  const auto a = csr_of(2, 2, {0, 1, 3}, {0, 0, 1}, {2, 4, 5});
  const mkl::uplo part = mkl::uplo::lower;
  const mkl::diag diag = mkl::diag::nonunit;
  CHECK(port::sparse_set_attribute(a, port::sparse_attribute::part, &part, sizeof part) == done &&
        port::sparse_set_attribute(a, port::sparse_attribute::diag, &diag, sizeof diag) == done);
  CHECK(port::sparse_set_attribute(a, port::sparse_attribute::diag, &diag, 77) == port::sparse_invalid_value);
  port::dense_vector_t x = nullptr, y = nullptr;
  float *from = device<float>({2, 14}), *to = device<float>({0, 0, 0, 0});
  CHECK(port::sparse_create_vector(&x, 2, from, port::r_32f) == done &&
        port::sparse_create_vector(&y, 2, to, port::r_32f) == done);
  port::sparse_solution_t s = nullptr;
  size_t bytes = 0;
  CHECK(port::sparse_create_solution(&s) == done &&
        port::sparse_buffer_size(h, N, &one, a, x, y, port::r_32f, 0, s, &bytes) == done && bytes == 1);
  CHECK(port::sparse_spsv_analysis(h, N, &one, a, x, y, port::r_32f, 0, s, nullptr) == done);
  CHECK(port::sparse_spsv(h, N, &two, a, x, y, port::r_32f, 0, s) == done && holds(to, {2, 4}));
  const auto b = dense_of(2, 2, device<float>({2, 14, 4, 13})), c = dense_of(2, 2, to);
  CHECK(port::sparse_spsm_analysis(h, N, N, &one, a, b, c, port::r_32f, 0, s, nullptr) == done);
  CHECK(port::sparse_spsm(h, N, N, &one, a, b, c, port::r_32f, 0, s) == done && holds(to, {1, 2, 2, 1}));
  CHECK(port::sparse_destroy_solution(s) == done);
}

void products(port::sparse_handle h) {
  // [1 0 2; 0 3 0] * [1 0; 0 2; 3 0] = [7 0; 0 6]
  const auto a = csr_of(2, 3, {0, 2, 3}, {0, 2, 1}, {1, 2, 3}), b = csr_of(3, 2, {0, 1, 2, 3}, {0, 1, 0}, {1, 2, 3});
  port::sparse_matrix_t c = nullptr;
  int* offsets = device<int>({0, 0, 0});
  CHECK(port::sparse_create_csr(&c, 2, 2, 0, offsets, nullptr, nullptr, i32, i32, zero_based, port::r_32f) == done);
  port::sparse_product_t p = nullptr;
  size_t bytes = 0;
  CHECK(port::sparse_create_product(&p) == done);
  CHECK(port::sparse_spgemm_estimate(h, N, N, &two, a, b, &zero, c, port::r_32f, 0, p, &bytes, nullptr) == done);
  CHECK(port::sparse_spgemm_compute(h, N, N, &two, a, b, &zero, c, port::r_32f, 0, p, &bytes, nullptr) == done &&
        bytes == 1);
  CHECK(port::sparse_spgemm_compute(h, N, N, &two, a, b, &zero, c, port::r_32f, 0, p, &bytes, offsets) == done);
  std::int64_t rows = 0, columns = 0, count = 0;
  CHECK(port::sparse_get_size(c, &rows, &columns, &count) == done && count == 2);
  int* indices = device<int>({9, 9});
  float* values = device<float>({0, 0});
  CHECK(port::sparse_set_pointers(c, offsets, indices, values) == done);
  CHECK(port::sparse_spgemm_copy(h, N, N, &two, a, b, &zero, c, port::r_32f, 0, p) == done);
  CHECK(holds(offsets, {0, 1, 2}) && holds(indices, {0, 1}) && holds(values, {14, 12}));
  CHECK(port::sparse_destroy_product(p) == done);
}

void dense_ones(port::sparse_handle h) {
  const auto pattern = csr_of(2, 2, {0, 1, 2}, {1, 0}, {10, 20});
  const auto a = dense_of(2, 2, device<float>({1, 2, 3, 4})), b = dense_of(2, 2, device<float>({1, 1, 2, 2}));
  // [1 3; 2 4] * [1 2; 1 2] = [4 8; 6 12]
  CHECK(port::sparse_sddmm(h, N, N, &one, a, b, &one, pattern, port::r_32f, 0, nullptr) == done);
  CHECK(holds(static_cast<float*>(pattern->values), {18, 26}));
  CHECK(port::sparse_sddmm(h, T, N, &one, a, b, &zero, pattern, port::r_32f, 0, nullptr) == done);
  CHECK(holds(static_cast<float*>(pattern->values), {6, 7}));
  float* full = device<float>({9, 9, 9, 9});
  const auto to = dense_of(2, 2, full);
  CHECK(port::sparse_to_dense(h, pattern, to, 0, nullptr) == done && holds(full, {0, 7, 6, 0}));
  port::sparse_matrix_t made = nullptr;
  int *offsets = device<int>({0, 0, 0}), *indices = device<int>({0, 0});
  float* values = device<float>({0, 0});
  CHECK(port::sparse_create_csr(&made, 2, 2, 0, offsets, nullptr, nullptr, i32, i32, zero_based, port::r_32f) == done);
  CHECK(port::sparse_from_dense_analysis(h, to, made, 0, nullptr) == done && made->count == 2);
  CHECK(port::sparse_set_pointers(made, offsets, indices, values) == done);
  CHECK(port::sparse_from_dense(h, to, made, 0, nullptr) == done);
  CHECK(holds(offsets, {0, 1, 2}) && holds(indices, {1, 0}) && holds(values, {6, 7}));
  port::sparse_matrix_t csc = nullptr;
  CHECK(port::sparse_create_csc(&csc, 2, 2, 2, offsets, indices, values, i32, i32, zero_based, port::r_32f) == done);
  CHECK(port::sparse_to_dense(h, csc, to, 0, nullptr) == port::sparse_not_supported && port::last_error());
}

void arrays(port::sparse_handle h) {
  port::matrix_description_t d = nullptr;
  CHECK(port::create_description(&d) == done && port::get_kind(d) == port::sparse_kind::general);
  CHECK(port::set_base(d, mkl::index_base::one) == done && port::get_base(d) == mkl::index_base::one);
  CHECK(port::set_base(d, zero_based) == done && port::set_kind(d, port::sparse_kind::general) == done);
  CHECK(port::set_part(d, mkl::uplo::upper) == done && port::get_part(d) == mkl::uplo::upper);
  CHECK(port::set_diag(d, mkl::diag::unit) == done && port::get_diag(d) == mkl::diag::unit);
  int *offsets = device<int>({0, 2, 3}), *columns = device<int>({0, 2, 1});
  float *values = device<float>({1, 2, 3}), *x = device<float>({1, 1, 1, 0, 1, 2}), *y = device<float>({1, 1, 0, 0});
  CHECK(port::sparse_csrmv(h, N, 2, 3, 3, &one, d, values, offsets, columns, x, &two, y) == done && holds(y, {5, 5}));
  CHECK(port::sparse_csrmm(h, N, 2, 2, 3, 3, &one, d, values, offsets, columns, x, 3, &zero, y, 2) == done);
  CHECK(holds(y, {3, 3, 4, 3}));
  CHECK(port::sparse_csrmm2(h, N, N, 2, 2, 3, 3, &two, d, values, offsets, columns, x, 3, &zero, y, 2) == done);
  CHECK(holds(y, {6, 6, 8, 6}));
  // [2 0; 4 5]
  port::sparse_solution_t s = nullptr;
  int *lower_offsets = device<int>({0, 1, 3}), *lower_columns = device<int>({0, 0, 1}), size = 0;
  float *lower = device<float>({2, 4, 5}), *side = device<float>({2, 14});
  CHECK(port::set_part(d, mkl::uplo::lower) == done && port::set_diag(d, mkl::diag::nonunit) == done);
  CHECK(port::sparse_create_solution(&s) == done && port::sparse_buffer_size(h, N, 2, s, &size) == done && size == 1);
  CHECK(port::sparse_csrsv_analysis(h, N, 2, 3, d, lower, lower_offsets, lower_columns, s, 0, nullptr) == done);
  CHECK(port::sparse_csrsv(h, N, 2, 3, &one, d, lower, lower_offsets, lower_columns, s, side, y, 0, nullptr) == done &&
        holds(y, {1, 2}));
  CHECK(port::set_part(d, mkl::uplo::upper) == done && port::set_diag(d, mkl::diag::unit) == done);
  CHECK(port::set_kind(d, port::sparse_kind::symmetric) == done);
  // [1 2; 2 5] by its upper triangle
  CHECK(port::sparse_csrmv(h, N, 2, 2, 3, &one, d, device<float>({1, 2, 5}), device<int>({0, 2, 3}),
                           device<int>({0, 1, 1}), device<float>({1, 10}), &zero, y) == done &&
        holds(y, {21, 52}));
  CHECK(port::destroy_description(d) == done);

  int *rows = device<int>({9, 9, 9}), *back = device<int>({9, 9, 9});
  CHECK(port::sparse_csr_to_coo(h, offsets, 3, 2, rows, zero_based) == done && holds(rows, {0, 0, 1}));
  CHECK(port::sparse_coo_to_csr(h, rows, 3, 2, back, zero_based) == done && holds(back, {0, 2, 3}));
  int *csc_offsets = device<int>({9, 9, 9, 9}), *csc_rows = device<int>({9, 9, 9});
  float* csc_values = device<float>({0, 0, 0});
  CHECK(port::sparse_csr_to_csc(h, 2, 3, 3, values, offsets, columns, csc_values, csc_offsets, csc_rows, port::r_32f,
                                port::sparse_action::numeric, zero_based, 0, nullptr) == done);
  CHECK(holds(csc_offsets, {0, 1, 2, 3}) && holds(csc_rows, {0, 1, 0}) && holds(csc_values, {1, 3, 2}));
}

void tridiagonal(port::sparse_handle h) {
  // [1 2 0; 4 1 1; 0 1 3], of which the first two rows are swapped
  float *below = device<float>({0, 4, 1}), *on = device<float>({1, 1, 3}), *above = device<float>({2, 1, 0});
  float* x = device<float>({5, 9, 11, 1, 4, 0});
  CHECK(port::sparse_gtsv(h, 3, 2, below, on, above, x, 3, nullptr) == done && holds(x, {1, 2, 3, 1, 0, 0}));
  float* pair = device<float>({5, 9, 11});
  CHECK(port::sparse_gtsv_strided(h, 3, below, on, above, pair, 1, 3, nullptr) == done && holds(pair, {1, 2, 3}));
  float2 *low = device<float2>({{0, 0}, {0, 1}}), *middle = device<float2>({{2, 0}, {1, 0}}),
         *high = device<float2>({{1, 0}, {0, 0}}), *z = device<float2>({{3, 0}, {1, 1}});
  CHECK(port::sparse_gtsv(h, 2, 1, low, middle, high, z, 2, nullptr) == done);
  CHECK(near(double(host(z, 1)[0].x), 1) && near(double(host(z, 2)[1].x), 1) && near(double(host(z, 2)[1].y), 0));
}

int main() {
  port::sparse_handle h = nullptr;
  CHECK(port::sparse_create(&h) == done);
  objects(h);
  solutions(h);
  products(h);
  dense_ones(h);
  arrays(h);
  tridiagonal(h);
  CHECK(port::sparse_destroy(h) == done);
  if (port::peek_error()) std::printf("%s\n", port::error_string(port::last_error()));
  return finished();
}
