#include <cublas_v2.h>
#include <cuda_fp16.h>

void multiply(cublasHandle_t handle, int n, const __half* a, __half* c) {
  __half one = __float2half(1.0f), zero = __float2half(0.0f);
  // expect: hip/blas/half
  cublasHgemm(handle, CUBLAS_OP_N, CUBLAS_OP_N, n, n, n, &one, a, n, a + n, n, &zero, c, n);
  // expect: hip/blas/half
  cublasHgemmStridedBatched(handle, CUBLAS_OP_N, CUBLAS_OP_N, n, n, n, &one, a, n, 0, a, n, 0, &zero, c, n, 0, 1);
}

// ok: hip/blas/half
void multiply(cublasHandle_t handle, int n, const float* a, float* c, float one) {
  // ok: hip/blas/half
  cublasSgemm(handle, CUBLAS_OP_N, CUBLAS_OP_N, n, n, n, &one, a, n, a, n, &one, c, n);
}
