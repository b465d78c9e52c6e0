#include <cublas_v2.h>

void solve(cublasHandle_t handle, int n, const float** a, float** b, int* pivots, int* info) {
  // expect: hip/blas/batched-const
  cublasSgetrsBatched(handle, CUBLAS_OP_N, n, 1, a, n, pivots, b, n, info, 2);
  // expect: hip/blas/batched-const
  cublasSgetriBatched(handle, n, a, n, pivots, b, n, info, 2);
  // ok: hip/blas/batched-const
  cublasSgetrsBatched(handle, CUBLAS_OP_N, n, 1, b, n, pivots, b, n, info, 2);
}
