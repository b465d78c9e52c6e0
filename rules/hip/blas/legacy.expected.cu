#include <hip/hip_runtime.h>
#include <hipblas/hipblas.h>

float norm(int n, float a, float* x) {
  // expect: hip/blas/legacy
  hipblasSscal(n, a, x, 1);
  // expect: hip/blas/legacy
  int largest = hipblasIsamax(n, x, 1);
  // expect: hip/blas/legacy
  hipblasSgemm('n', 't', n, n, n, a, x, n, x, n, 0.0f, x, n);
  // expect: hip/blas/legacy
  return hipblasSnrm2(n, x, 1) / largest;
}

// ok: hip/blas/legacy
void clear(float* memory) { hipFree(memory); }
