#include <cublas_v2.h>
#include <cuda_runtime.h>
#include <curand.h>

cublasOperation_t flipped(int transposed) {
  // expect: hip/signature/enumeration-number
  return static_cast<cublasOperation_t>(transposed);
}

void solve(cublasHandle_t handle, bool upper, float* a, float* b, const float* one) {
  // expect: hip/signature/enumeration-number
  cublasFillMode_t fill = (cublasFillMode_t)upper;
  // ok: hip/signature/enumeration-number
  cublasOperation_t plain = (cublasOperation_t)(upper ? CUBLAS_OP_T : CUBLAS_OP_N);
  // expect: hip/signature/enumeration-number
  cublasStrsm(handle, cublasSideMode_t(1), fill, plain, CUBLAS_DIAG_UNIT, 4, 4, one, a, 4, b, 4);
}

int attributes(int* values) {
  for (int i = 1; i < 20; i++) {
    // expect: hip/signature/enumeration-number
    cudaDeviceGetAttribute(&values[i], (cudaDeviceAttr)i, 0);
  }
  curandGenerator_t generator;
  // expect: hip/signature/enumeration-number
  return curandCreateGenerator(&generator, (curandRngType_t)161);
}
