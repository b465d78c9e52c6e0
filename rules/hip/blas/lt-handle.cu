#include <cublasLt.h>
#include <cublas_v2.h>

struct Context {
    cublasHandle_t blas;
    cublasLtHandle_t own;
};

int multiply(cublasLtHandle_t handle);

int run(cublasHandle_t handle, const Context& context, void* kept) {
    // expect: hip/blas/lt-handle
    int done = multiply((cublasLtHandle_t)handle);
    // expect: hip/blas/lt-handle
    done += multiply(reinterpret_cast<cublasLtHandle_t>(context.blas));
    // ok: hip/blas/lt-handle
    done += multiply((cublasLtHandle_t)context.own);
    // ok: hip/blas/lt-handle
    return done + multiply((cublasLtHandle_t)kept);
}
