#include <hip/hip_runtime.h>
#include <hipblaslt/hipblaslt.h>
#include <hipblas/hipblas.h>

struct Context {
    hipblasHandle_t blas;
    hipblasLtHandle_t own;
};

int multiply(hipblasLtHandle_t handle);

int run(hipblasHandle_t handle, const Context& context, void* kept) {
    // expect: hip/blas/lt-handle
    int done = multiply((hipblasLtHandle_t)handle);
    // expect: hip/blas/lt-handle
    done += multiply(reinterpret_cast<hipblasLtHandle_t>(context.blas));
    // ok: hip/blas/lt-handle
    done += multiply((hipblasLtHandle_t)context.own);
    // ok: hip/blas/lt-handle
    return done + multiply((hipblasLtHandle_t)kept);
}
