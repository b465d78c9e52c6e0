#include <hip/hip_runtime.h>
#include <hipblas/hipblas.h>

void solve(hipblasHandle_t handle, int n, const float** a, float** b, int* pivots, int* info) {
  // expect: hip/blas/batched-const
  hipblasSgetrsBatched(handle, HIPBLAS_OP_N, n, 1, const_cast<float* const*>(a), n, pivots, b, n, info, 2);
  // expect: hip/blas/batched-const
  hipblasSgetriBatched(handle, n, const_cast<float* const*>(a), n, pivots, b, n, info, 2);
  // ok: hip/blas/batched-const
  hipblasSgetrsBatched(handle, HIPBLAS_OP_N, n, 1, b, n, pivots, b, n, info, 2);
}
