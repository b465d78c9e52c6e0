#include <hip/hip_runtime.h>
#include <hipblas/hipblas.h>

void multiply(hipblasHandle_t handle, int n, const void* a, void* c, hipDataType kind) {
  float one = 1.0f;
  // expect: hip/blas/compute-type
  hipblasGemmEx(handle, HIPBLAS_OP_N, HIPBLAS_OP_N, n, n, n, &one, a, HIP_R_16F, n, a, HIP_R_16F, n, &one, c, HIP_R_16F,
               n, HIPBLAS_COMPUTE_32F, HIPBLAS_GEMM_DEFAULT);
  // expect: hip/blas/compute-type
  hipblasGemmEx(handle, HIPBLAS_OP_N, HIPBLAS_OP_N, n, n, n, &one, a, HIP_R_16F, n, a, HIP_R_16F, n, &one, c, HIP_R_16F,
               n, kind, HIPBLAS_GEMM_DEFAULT);
  // ok: hip/blas/compute-type
  hipblasGemmEx(handle, HIPBLAS_OP_N, HIPBLAS_OP_N, n, n, n, &one, a, HIP_R_16F, n, a, HIP_R_16F, n, &one, c, kind, n,
               HIPBLAS_COMPUTE_32F, HIPBLAS_GEMM_DEFAULT);
}
