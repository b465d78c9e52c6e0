#include <acl/acl.h>
#include <cann_ops_blas.h>

struct Worker {
  aclblasHandle_t handle;
};

void make(Worker* workers, aclblasHandle_t* made) {
  aclblasHandle_t own;
  // expect: ascend/blas/handle
  aclblasCreate(&(own = nullptr));
  // expect: ascend/blas/handle
  aclblasCreate(&(workers[1].handle = nullptr));
  // expect: ascend/blas/handle
  aclblasCreate(&(workers->handle = nullptr));
  // expect: ascend/blas/handle
  aclblasCreate(&(*made = nullptr));
  // expect: ascend/blas/handle
  aclblasCreate(reinterpret_cast<aclblasHandle_t*>(made + 1));
  // ok: ascend/blas/handle
  aclblasDestroy(own);
}
