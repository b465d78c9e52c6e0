// Products of row-major matrices with a library that thinks in columns: C^T = B^T * A^T.

#include "port_blas.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CUDA_CHECK(call)                                                         \
  do {                                                                           \
    const port::error_t error = (call);                                            \
    if (error != port::success) fail(port::error_string(error), __LINE__);         \
  } while (0)

#define CUBLAS_CHECK(call)                                                       \
  do {                                                                           \
    const port::blas_status status = (call);                                        \
    if (status != port::blas_success) fail(status_name(status), __LINE__);    \
  } while (0)

[[noreturn]] static void fail(const char* what, int line) {
  std::printf("cublas_gemm: FAILED: line %d: %s\n", line, what);
  std::exit(1);
}

static const char* status_name(port::blas_status status) {
  switch (status) {
    case port::blas_success: return "success";
    case port::blas_not_initialized: return "not initialised";
    case port::blas_alloc_failed: return "allocation failed";
    case port::blas_invalid_value: return "invalid value";
    case port::blas_arch_mismatch: return "architecture mismatch";
    case port::blas_mapping_error: return "mapping error";
    case port::blas_execution_failed: return "execution failed";
    case port::blas_internal_error: return "internal error";
    case port::blas_not_supported: return "not supported";
    default: return "unknown status";
  }
}

struct Shape {
  int rows, inner, columns;
};

// Row-major C = A * B, `batch` products one behind the other.
static void reference(const Shape& s, int batch, const float* a, const float* b, float* c) {
  for (int n = 0; n < batch; ++n, a += s.rows * s.inner, b += s.inner * s.columns) {
    for (int i = 0; i < s.rows; ++i) {
      for (int j = 0; j < s.columns; ++j) {
        double sum = 0.0;
        for (int k = 0; k < s.inner; ++k) sum += double(a[i * s.inner + k]) * b[k * s.columns + j];
        *c++ = static_cast<float>(sum);
      }
    }
  }
}

static void multiply(port::blas_handle handle, const Shape& s, int batch, const float* a,
                     const float* b, float* c) {
  const float one = 1.0f, zero = 0.0f;
  if (batch == 1) {
    CUBLAS_CHECK(port::blas_attempt([&] { port::blas::gemm(port::queue(handle), oneapi::mkl::transpose::nontrans, oneapi::mkl::transpose::nontrans, s.columns, s.rows, s.inner, one, b,
                             s.columns, a, s.inner, zero, c, s.columns); }));
    return;
  }
  CUBLAS_CHECK(port::blas_attempt(
      [&] { port::blas::gemm_batch(port::queue(handle), oneapi::mkl::transpose::nontrans, oneapi::mkl::transpose::nontrans, s.columns, s.rows, s.inner,  // sizes, columns first
      one, b, s.columns, (long long)s.inner * s.columns,            // B
      a, s.inner, (long long)s.rows * s.inner,                       // A
      zero, c, s.columns, (long long)s.rows * s.columns, batch); }));   // C
}

int main() {
  const Shape shape = {96, 80, 112};
  const int batch = 4;
  std::vector<float> a(batch * shape.rows * shape.inner), b(batch * shape.inner * shape.columns);
  std::vector<float> c(batch * shape.rows * shape.columns), expected(c.size());
  for (size_t i = 0; i < a.size(); ++i) a[i] = float(i * 13 % 101) / 101.0f - 0.5f;
  for (size_t i = 0; i < b.size(); ++i) b[i] = float(i * 29 % 97) / 97.0f - 0.5f;
  reference(shape, batch, a.data(), b.data(), expected.data());

  float *d_a, *d_b, *d_c;
  port::stream_t stream;
  port::blas_handle handle;
  CUDA_CHECK(port::stream_create(&stream, port::stream_non_blocking));
  CUBLAS_CHECK(port::blas_create(&handle));
  CUBLAS_CHECK(port::blas_set_stream(handle, stream));
  CUBLAS_CHECK(port::blas_set_pointer_mode(handle, port::blas_pointer_mode_host));
  CUDA_CHECK(port::malloc(&d_a, a.size() * sizeof(float)));
  CUDA_CHECK(port::malloc(&d_b, b.size() * sizeof(float)));
  CUDA_CHECK(port::malloc(&d_c, c.size() * sizeof(float)));
  CUBLAS_CHECK(port::copy_vector(int(a.size()), sizeof(float), a.data(), 1, d_a, 1));
  CUBLAS_CHECK(port::copy_vector(int(b.size()), sizeof(float), b.data(), 1, d_b, 1));

  bool ok = true;
  for (const int products : {1, batch}) {
    multiply(handle, shape, products, d_a, d_b, d_c);
    CUDA_CHECK(port::stream_synchronize(stream));
    const int written = products * shape.rows * shape.columns;
    CUBLAS_CHECK(port::copy_vector(written, sizeof(float), d_c, 1, c.data(), 1));
    for (int i = 0; i < written; ++i) ok = ok && std::fabs(c[i] - expected[i]) < 1e-3f;
  }

  CUBLAS_CHECK(port::blas_destroy(handle));
  CUDA_CHECK(port::stream_destroy(stream));
  CUDA_CHECK(port::free(d_a));
  CUDA_CHECK(port::free(d_b));
  CUDA_CHECK(port::free(d_c));
  std::printf("cublas_gemm: %s\n", ok ? "ok" : "FAILED: wrong product");
  return ok ? 0 : 1;
}
