#include <cublas_v2.h>

struct Worker {
  cublasHandle_t handle;
};

void make(Worker* workers, cublasHandle_t* made) {
  cublasHandle_t own;
  // expect: ascend/blas/handle
  cublasCreate(&own);
  // expect: ascend/blas/handle
  cublasCreate_v2(&workers[1].handle);
  // expect: ascend/blas/handle
  cublasCreate(&workers->handle);
  // expect: ascend/blas/handle
  cublasCreate(made);
  // expect: ascend/blas/handle
  cublasCreate(reinterpret_cast<cublasHandle_t*>(made + 1));
  // ok: ascend/blas/handle
  cublasDestroy(own);
}
