#include "port_blas.hpp"

void set(port::blas_handle handle) {
    // expect: sycl/blas/setting
    port::blas_success;
    // ok: sycl/blas/setting
    port::blas_set_pointer_mode(handle, port::blas_pointer_mode_device);
}
