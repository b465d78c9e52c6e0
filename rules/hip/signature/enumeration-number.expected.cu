#include <hipblas/hipblas.h>
#include <hip/hip_runtime.h>
#include <hiprand/hiprand.h>

hipblasOperation_t flipped(int transposed) {
  // expect: hip/signature/enumeration-number
  return static_cast<hipblasOperation_t>(transposed);
}

void solve(hipblasHandle_t handle, bool upper, float* a, float* b, const float* one) {
  // expect: hip/signature/enumeration-number
  hipblasFillMode_t fill = (hipblasFillMode_t)upper;
  // ok: hip/signature/enumeration-number
  hipblasOperation_t plain = (hipblasOperation_t)(upper ? HIPBLAS_OP_T : HIPBLAS_OP_N);
  // expect: hip/signature/enumeration-number
  hipblasStrsm(handle, hipblasSideMode_t(1), fill, plain, HIPBLAS_DIAG_UNIT, 4, 4, one, a, 4, b, 4);
}

int attributes(int* values) {
  for (int i = 1; i < 20; i++) {
    // expect: hip/signature/enumeration-number
    hipDeviceGetAttribute(&values[i], (hipDeviceAttribute_t)i, 0);
  }
  hiprandGenerator_t generator;
  // expect: hip/signature/enumeration-number
  return hiprandCreateGenerator(&generator, (hiprandRngType_t)161);
}
