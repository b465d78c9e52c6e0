#include <cublas_v2.h>

void multiply(cublasHandle_t handle, int n, const void* a, void* c, cudaDataType kind) {
  float one = 1.0f;
  // expect: hip/blas/compute-type
  cublasGemmEx(handle, CUBLAS_OP_N, CUBLAS_OP_N, n, n, n, &one, a, CUDA_R_16F, n, a, CUDA_R_16F, n, &one, c, CUDA_R_16F,
               n, CUDA_R_32F, CUBLAS_GEMM_DEFAULT);
  // expect: hip/blas/compute-type
  cublasGemmEx(handle, CUBLAS_OP_N, CUBLAS_OP_N, n, n, n, &one, a, CUDA_R_16F, n, a, CUDA_R_16F, n, &one, c, CUDA_R_16F,
               n, kind, CUBLAS_GEMM_DEFAULT);
  // ok: hip/blas/compute-type
  cublasGemmEx(handle, CUBLAS_OP_N, CUBLAS_OP_N, n, n, n, &one, a, CUDA_R_16F, n, a, CUDA_R_16F, n, &one, c, kind, n,
               CUBLAS_COMPUTE_32F, CUBLAS_GEMM_DEFAULT);
}
