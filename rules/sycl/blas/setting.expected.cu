#include "port_mkl.hpp"

void set(port::blas_handle handle) {
    // expect: sycl/blas/setting
    port::blas_success;
    // expect: sycl/blas/setting
    port::blas_success;
    // ok: sycl/blas/setting
    cublasSetPointerMode(handle, CUBLAS_POINTER_MODE_DEVICE);
}
