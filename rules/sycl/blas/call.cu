#include <cublas_v2.h>

void product(cublasHandle_t handle, const float* a, const float* b, float* c, double* x, int n) {
    const float one = 1, zero = 0;
    double scale = 2;
    // expect: sycl/blas/call
    cublasSgemm(handle, CUBLAS_OP_N, CUBLAS_OP_T, n, n, n, &one, a, n, b, n, &zero, c, n);
    // expect: sycl/blas/call
    cublasDscal(handle, n, &scale, x, 1);
    // ok: sycl/blas/call
    cublasScopy(handle, n, a, 1, c, 1);
    float result = 0;
    // ok: sycl/blas/call
    cublasSdot(handle, n, a, 1, b, 1, &result);
}
