// y = A x for the matrix of a one-dimensional Laplacian, stored row by row (CSR).

#include <hip/hip_runtime.h>
#include <hipsparse/hipsparse.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

void check(hipError_t status, const char* what) {
  if (status != hipSuccess)
    throw std::runtime_error(std::string(what) + ": " + hipGetErrorString(status));
}
void check(hipsparseStatus_t status, const char* what) {
  if (status != HIPSPARSE_STATUS_SUCCESS)
    throw std::runtime_error(std::string(what) + ": cuSPARSE failed");
}

// Device memory with an owner.
template <typename T>
class Buffer {
 public:
  explicit Buffer(size_t count) { check(hipMalloc(&data_, count * sizeof(T)), "allocation"); }
  explicit Buffer(const std::vector<T>& values) : Buffer(values.size()) {
    check(hipMemcpy(data_, values.data(), values.size() * sizeof(T), hipMemcpyHostToDevice),
          "upload");
  }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer() { (void)hipFree(data_); }
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

  hipsparseHandle_t handle;
  hipsparseSpMatDescr_t a;
  hipsparseDnVecDescr_t in, out;
  check(hipsparseCreate(&handle), "cusparseCreate");
  check(hipsparseCreateCsr(&a, n, n, entries, offsets.get(), columns.get(), values.get(),
                          HIPSPARSE_INDEX_32I, HIPSPARSE_INDEX_32I, HIPSPARSE_INDEX_BASE_ZERO,
                          HIP_R_64F),
        "describing A");
  check(hipsparseCreateDnVec(&in, n, d_x.get(), HIP_R_64F), "describing x");
  check(hipsparseCreateDnVec(&out, n, d_y.get(), HIP_R_64F), "describing y");

  const double alpha = 1.0, beta = 0.0;
  size_t bytes = 0;
  check(hipsparseSpMV_bufferSize(handle, HIPSPARSE_OPERATION_NON_TRANSPOSE, &alpha, a, in, &beta, out,
                                HIP_R_64F, HIPSPARSE_SPMV_ALG_DEFAULT, &bytes),
        "asking for the buffer size");
  const Buffer<char> buffer(bytes + 1);
  check(hipsparseSpMV(handle, HIPSPARSE_OPERATION_NON_TRANSPOSE, &alpha, a, in, &beta, out,
                     HIP_R_64F, HIPSPARSE_SPMV_ALG_DEFAULT, buffer.get()),
        "multiplying");

  std::vector<double> y(x.size());
  check(hipMemcpy(y.data(), d_y.get(), n * sizeof(double), hipMemcpyDeviceToHost), "download");
  check(hipsparseDestroySpMat(a), "destroying A");
  check(hipsparseDestroyDnVec(in), "destroying x");
  check(hipsparseDestroyDnVec(out), "destroying y");
  check(hipsparseDestroy(handle), "cusparseDestroy");
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
