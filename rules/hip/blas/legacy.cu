#include <cublas.h>

float norm(int n, float a, float* x) {
  // expect: hip/blas/legacy
  cublasSscal(n, a, x, 1);
  // expect: hip/blas/legacy
  int largest = cublasIsamax(n, x, 1);
  // expect: hip/blas/legacy
  cublasSgemm('n', 't', n, n, n, a, x, n, x, n, 0.0f, x, n);
  // expect: hip/blas/legacy
  return cublasSnrm2(n, x, 1) / largest;
}

// ok: hip/blas/legacy
void clear(float* memory) { cudaFree(memory); }
