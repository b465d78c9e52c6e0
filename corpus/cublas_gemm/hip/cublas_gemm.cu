// Products of row-major matrices with a library that thinks in columns: C^T = B^T * A^T.

#include <hipblas/hipblas.h>
#include <hip/hip_runtime.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CUDA_CHECK(call)                                                         \
  do {                                                                           \
    const hipError_t error = (call);                                            \
    if (error != hipSuccess) fail(hipGetErrorString(error), __LINE__);         \
  } while (0)

#define CUBLAS_CHECK(call)                                                       \
  do {                                                                           \
    const hipblasStatus_t status = (call);                                        \
    if (status != HIPBLAS_STATUS_SUCCESS) fail(status_name(status), __LINE__);    \
  } while (0)

[[noreturn]] static void fail(const char* what, int line) {
  std::printf("cublas_gemm: FAILED: line %d: %s\n", line, what);
  std::exit(1);
}

static const char* status_name(hipblasStatus_t status) {
  switch (status) {
    case HIPBLAS_STATUS_SUCCESS: return "success";
    case HIPBLAS_STATUS_NOT_INITIALIZED: return "not initialised";
    case HIPBLAS_STATUS_ALLOC_FAILED: return "allocation failed";
    case HIPBLAS_STATUS_INVALID_VALUE: return "invalid value";
    case HIPBLAS_STATUS_ARCH_MISMATCH: return "architecture mismatch";
    case HIPBLAS_STATUS_MAPPING_ERROR: return "mapping error";
    case HIPBLAS_STATUS_EXECUTION_FAILED: return "execution failed";
    case HIPBLAS_STATUS_INTERNAL_ERROR: return "internal error";
    case HIPBLAS_STATUS_NOT_SUPPORTED: return "not supported";
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

static void multiply(hipblasHandle_t handle, const Shape& s, int batch, const float* a,
                     const float* b, float* c) {
  const float one = 1.0f, zero = 0.0f;
  if (batch == 1) {
    CUBLAS_CHECK(hipblasSgemm(handle, HIPBLAS_OP_N, HIPBLAS_OP_N, s.columns, s.rows, s.inner, &one, b,
                             s.columns, a, s.inner, &zero, c, s.columns));
    return;
  }
  CUBLAS_CHECK(hipblasSgemmStridedBatched(
      handle, HIPBLAS_OP_N, HIPBLAS_OP_N, s.columns, s.rows, s.inner,  // sizes, columns first
      &one, b, s.columns, (long long)s.inner * s.columns,            // B
      a, s.inner, (long long)s.rows * s.inner,                       // A
      &zero, c, s.columns, (long long)s.rows * s.columns, batch));   // C
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
  hipStream_t stream;
  hipblasHandle_t handle;
  CUDA_CHECK(hipStreamCreateWithFlags(&stream, hipStreamNonBlocking));
  CUBLAS_CHECK(hipblasCreate(&handle));
  CUBLAS_CHECK(hipblasSetStream(handle, stream));
  CUBLAS_CHECK(hipblasSetPointerMode(handle, HIPBLAS_POINTER_MODE_HOST));
  CUDA_CHECK(hipMalloc(&d_a, a.size() * sizeof(float)));
  CUDA_CHECK(hipMalloc(&d_b, b.size() * sizeof(float)));
  CUDA_CHECK(hipMalloc(&d_c, c.size() * sizeof(float)));
  CUBLAS_CHECK(hipblasSetVector(int(a.size()), sizeof(float), a.data(), 1, d_a, 1));
  CUBLAS_CHECK(hipblasSetVector(int(b.size()), sizeof(float), b.data(), 1, d_b, 1));

  bool ok = true;
  for (const int products : {1, batch}) {
    multiply(handle, shape, products, d_a, d_b, d_c);
    CUDA_CHECK(hipStreamSynchronize(stream));
    const int written = products * shape.rows * shape.columns;
    CUBLAS_CHECK(hipblasGetVector(written, sizeof(float), d_c, 1, c.data(), 1));
    for (int i = 0; i < written; ++i) ok = ok && std::fabs(c[i] - expected[i]) < 1e-3f;
  }

  CUBLAS_CHECK(hipblasDestroy(handle));
  CUDA_CHECK(hipStreamDestroy(stream));
  CUDA_CHECK(hipFree(d_a));
  CUDA_CHECK(hipFree(d_b));
  CUDA_CHECK(hipFree(d_c));
  std::printf("cublas_gemm: %s\n", ok ? "ok" : "FAILED: wrong product");
  return ok ? 0 : 1;
}
