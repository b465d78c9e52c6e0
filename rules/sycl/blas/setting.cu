#include <cublas_v2.h>

void set(cublasHandle_t handle) {
    // expect: sycl/blas/setting
    cublasSetMathMode(handle, CUBLAS_TF32_TENSOR_OP_MATH);
    // ok: sycl/blas/setting
    cublasSetPointerMode(handle, CUBLAS_POINTER_MODE_DEVICE);
}
