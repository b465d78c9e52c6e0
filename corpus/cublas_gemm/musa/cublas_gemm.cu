// Products of row-major matrices with a library that thinks in columns: C^T = B^T * A^T.

#include <mublas.h>
#include <musa_runtime.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CUDA_CHECK(call)                                                         \
  do {                                                                           \
    const musaError_t error = (call);                                            \
    if (error != musaSuccess) fail(musaGetErrorString(error), __LINE__);         \
  } while (0)

#define CUBLAS_CHECK(call)                                                       \
  do {                                                                           \
    const mublasStatus_t status = (call);                                        \
    if (status != MUBLAS_STATUS_SUCCESS) fail(status_name(status), __LINE__);    \
  } while (0)

[[noreturn]] static void fail(const char* what, int line) {
  std::printf("cublas_gemm: FAILED: line %d: %s\n", line, what);
  std::exit(1);
}

static const char* status_name(mublasStatus_t status) {
  switch (status) {
    case MUBLAS_STATUS_SUCCESS: return "success";
    case MUBLAS_STATUS_NOT_INITIALIZED: return "not initialised";
    case MUBLAS_STATUS_ALLOC_FAILED: return "allocation failed";
    case MUBLAS_STATUS_INVALID_VALUE: return "invalid value";
    case MUBLAS_STATUS_ARCH_MISMATCH: return "architecture mismatch";
    case MUBLAS_STATUS_MAPPING_ERROR: return "mapping error";
    case MUBLAS_STATUS_EXECUTION_FAILED: return "execution failed";
    case MUBLAS_STATUS_INTERNAL_ERROR: return "internal error";
    case MUBLAS_STATUS_NOT_SUPPORTED: return "not supported";
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

static void multiply(mublasHandle_t handle, const Shape& s, int batch, const float* a,
                     const float* b, float* c) {
  const float one = 1.0f, zero = 0.0f;
  if (batch == 1) {
    CUBLAS_CHECK(mublasSgemm(handle, MUBLAS_OP_N, MUBLAS_OP_N, s.columns, s.rows, s.inner, &one, b,
                             s.columns, a, s.inner, &zero, c, s.columns));
    return;
  }
  CUBLAS_CHECK(mublasSgemmStridedBatched(
      handle, MUBLAS_OP_N, MUBLAS_OP_N, s.columns, s.rows, s.inner,  // sizes, columns first
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
  musaStream_t stream;
  mublasHandle_t handle;
  CUDA_CHECK(musaStreamCreateWithFlags(&stream, musaStreamNonBlocking));
  CUBLAS_CHECK(mublasCreate(&handle));
  CUBLAS_CHECK(mublasSetStream(handle, stream));
  CUBLAS_CHECK(mublasSetPointerMode(handle, MUBLAS_POINTER_MODE_HOST));
  CUDA_CHECK(musaMalloc(&d_a, a.size() * sizeof(float)));
  CUDA_CHECK(musaMalloc(&d_b, b.size() * sizeof(float)));
  CUDA_CHECK(musaMalloc(&d_c, c.size() * sizeof(float)));
  CUBLAS_CHECK(mublasSetVector(int(a.size()), sizeof(float), a.data(), 1, d_a, 1));
  CUBLAS_CHECK(mublasSetVector(int(b.size()), sizeof(float), b.data(), 1, d_b, 1));

  bool ok = true;
  for (const int products : {1, batch}) {
    multiply(handle, shape, products, d_a, d_b, d_c);
    CUDA_CHECK(musaStreamSynchronize(stream));
    const int written = products * shape.rows * shape.columns;
    CUBLAS_CHECK(mublasGetVector(written, sizeof(float), d_c, 1, c.data(), 1));
    for (int i = 0; i < written; ++i) ok = ok && std::fabs(c[i] - expected[i]) < 1e-3f;
  }

  CUBLAS_CHECK(mublasDestroy(handle));
  CUDA_CHECK(musaStreamDestroy(stream));
  CUDA_CHECK(musaFree(d_a));
  CUDA_CHECK(musaFree(d_b));
  CUDA_CHECK(musaFree(d_c));
  std::printf("cublas_gemm: %s\n", ok ? "ok" : "FAILED: wrong product");
  return ok ? 0 : 1;
}
