#include <hip/hip_runtime.h>
#include <hipblas/hipblas.h>

void multiply(hipblasHandle_t handle, int n, const double* a, const double* b, double* c) {
    const double one = 1;
    // expect: hip/blas/trmm
    hipblasDtrmm(handle, HIPBLAS_SIDE_LEFT, HIPBLAS_FILL_MODE_UPPER, HIPBLAS_OP_N, HIPBLAS_DIAG_NON_UNIT, n, n, &one, a, n,
                b, n, c, n);
    // ok: hip/blas/trmm
    hipblasDtrsm(handle, HIPBLAS_SIDE_LEFT, HIPBLAS_FILL_MODE_UPPER, HIPBLAS_OP_N, HIPBLAS_DIAG_NON_UNIT, n, n, &one, a, n,
                c, n);
}
