#include <hip/hip_runtime.h>
#include <hipblas/hipblas.h>
#include <hip/hip_fp16.h>

void multiply(hipblasHandle_t handle, int n, const __half* a, __half* c) {
  __half one = __float2half(1.0f), zero = __float2half(0.0f);
  // expect: hip/blas/half
  hipblasHgemm(handle, HIPBLAS_OP_N, HIPBLAS_OP_N, n, n, n, reinterpret_cast<const hipblasHalf*>(&one), reinterpret_cast<const hipblasHalf*>(a), n, reinterpret_cast<const hipblasHalf*>(a + n), n, reinterpret_cast<const hipblasHalf*>(&zero), reinterpret_cast<hipblasHalf*>(c), n);
  // expect: hip/blas/half
  hipblasHgemmStridedBatched(handle, HIPBLAS_OP_N, HIPBLAS_OP_N, n, n, n, reinterpret_cast<const hipblasHalf*>(&one), reinterpret_cast<const hipblasHalf*>(a), n, 0, reinterpret_cast<const hipblasHalf*>(a), n, 0, reinterpret_cast<const hipblasHalf*>(&zero), reinterpret_cast<hipblasHalf*>(c), n, 0, 1);
}

// ok: hip/blas/half
void multiply(hipblasHandle_t handle, int n, const float* a, float* c, float one) {
  // ok: hip/blas/half
  hipblasSgemm(handle, HIPBLAS_OP_N, HIPBLAS_OP_N, n, n, n, &one, a, n, a, n, &one, c, n);
}
