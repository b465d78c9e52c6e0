#include <cuda_runtime.h>

// expect: sycl/guards/header-guard
#ifdef __CUDA_RUNTIME_H__
inline void check(cudaError_t code) { if (code != cudaSuccess) throw code; }
#endif

// expect: sycl/guards/header-guard
#if defined(CUBLAS_API_H_) && !defined(QUIET)
const char* name_of(cublasStatus_t code);
#endif

// expect: sycl/guards/header-guard
#ifdef __cuda_cuda_h__
const char* name_of(CUresult code);
#endif

// ok: sycl/guards/header-guard
#ifdef OURS_H
#endif
