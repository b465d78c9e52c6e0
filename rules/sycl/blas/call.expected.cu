#include "port_blas.hpp"

void product(port::blas_handle handle, const float* a, const float* b, float* c, double* x, int n) {
    const float one = 1, zero = 0;
    double scale = 2;
    // expect: sycl/blas/call
    port::blas_attempt([&] { port::blas::gemm(port::queue(handle), oneapi::mkl::transpose::nontrans, oneapi::mkl::transpose::trans, n, n, n, one, a, n, b, n, zero, c, n); });
    // expect: sycl/blas/call
    port::blas_attempt([&] { port::blas::scal(port::queue(handle), n, scale, x, 1); });
    // ok: sycl/blas/call
    port::blas_copy(handle, n, a, 1, c, 1);
    float result = 0;
    // ok: sycl/blas/call
    port::blas_dot(handle, n, a, 1, b, 1, &result);
}
