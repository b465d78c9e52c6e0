// y = A x for the matrix of a one-dimensional Laplacian, stored row by row (CSR).

#include "port_sparse.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

void check(port::error_t status, const char* what) {
  if (status != port::success)
    throw std::runtime_error(std::string(what) + ": " + port::error_string(status));
}
void check(port::sparse_status status, const char* what) {
  if (status != port::sparse_success)
    throw std::runtime_error(std::string(what) + ": cuSPARSE failed");
}

// Device memory with an owner.
template <typename T>
class Buffer {
 public:
  explicit Buffer(size_t count) { check(port::malloc(&data_, count * sizeof(T)), "allocation"); }
  explicit Buffer(const std::vector<T>& values) : Buffer(values.size()) {
    check(port::memcpy(data_, values.data(), values.size() * sizeof(T)),
          "upload");
  }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer() { (void)port::free(data_); }
  T* get() const { return data_; }

 private:
  T* data_ = nullptr;
};

struct Csr {
  std::vector<int32_t> offsets{0};
  std::vector<int32_t> columns;
  std::vector<double> values;
};

Csr laplacian(int n) {
  Csr matrix;
  for (int row = 0; row < n; ++row) {
    for (int column = std::max(row - 1, 0); column <= std::min(row + 1, n - 1); ++column) {
      matrix.columns.push_back(column);
      matrix.values.push_back(row == column ? 2.0 : -1.0);
    }
    matrix.offsets.push_back(static_cast<int32_t>(matrix.columns.size()));
  }
  return matrix;
}

std::vector<double> multiply(const Csr& matrix, const std::vector<double>& x) {
  const int64_t n = static_cast<int64_t>(x.size());
  const int64_t entries = static_cast<int64_t>(matrix.values.size());
  const Buffer<int32_t> offsets(matrix.offsets), columns(matrix.columns);
  const Buffer<double> values(matrix.values), d_x(x), d_y(x.size());

  port::sparse_handle handle;
  port::sparse_matrix_t a;
  port::dense_vector_t in, out;
  check(port::sparse_create(&handle), "cusparseCreate");
  check(port::sparse_create_csr(&a, n, n, entries, offsets.get(), columns.get(), values.get(),
                          port::sparse_index::i32, port::sparse_index::i32, oneapi::mkl::index_base::zero,
                          port::r_64f),
        "describing A");
  check(port::sparse_create_vector(&in, n, d_x.get(), port::r_64f), "describing x");
  check(port::sparse_create_vector(&out, n, d_y.get(), port::r_64f), "describing y");

  const double alpha = 1.0, beta = 0.0;
  size_t bytes = 0;
  check(port::sparse_spmv_buffer_size(handle, oneapi::mkl::transpose::nontrans, &alpha, a, in, &beta, out,
                                port::r_64f, 0, &bytes),
        "asking for the buffer size");
  const Buffer<char> buffer(bytes + 1);
  check(port::sparse_spmv(handle, oneapi::mkl::transpose::nontrans, &alpha, a, in, &beta, out,
                     port::r_64f, 0, buffer.get()),
        "multiplying");

  std::vector<double> y(x.size());
  check(port::memcpy(y.data(), d_y.get(), n * sizeof(double)), "download");
  check(port::sparse_destroy_matrix(a), "destroying A");
  check(port::sparse_destroy_vector(in), "destroying x");
  check(port::sparse_destroy_vector(out), "destroying y");
  check(port::sparse_destroy(handle), "cusparseDestroy");
  return y;
}

}  // namespace

int main() try {
  constexpr int n = 20'000;
  std::vector<double> x(n);
  for (int i = 0; i < n; ++i) x[i] = std::sin(0.001 * i) + 0.01 * (i % 5);
  const std::vector<double> y = multiply(laplacian(n), x);
  for (int i = 0; i < n; ++i) {
    const double expected = 2.0 * x[i] - (i > 0 ? x[i - 1] : 0.0) - (i + 1 < n ? x[i + 1] : 0.0);
    if (std::fabs(y[i] - expected) > 1e-12) {
      std::printf("cusparse_spmv: FAILED at %d: %g, expected %g\n", i, y[i], expected);
      return 1;
    }
  }
  std::printf("cusparse_spmv: ok\n");
  return 0;
} catch (const std::exception& error) {
  std::printf("cusparse_spmv: FAILED: %s\n", error.what());
  return 1;
}
