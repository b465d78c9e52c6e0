#include <cnrt.h>

// expect: cuda/guards/header-guard
#ifdef __CUDA_RUNTIME_H__
void launch(cnrtQueue_t stream);
#endif

// expect: cuda/guards/header-guard
#ifndef CUBLAS_V2_H_
#error "include cublas_v2.h first"
#endif

// expect: cuda/guards/header-guard
#if defined(CURAND_H_)
void seed(unsigned value);
#endif

// ok: cuda/guards/header-guard
#ifdef MY_CUDA_RUNTIME_H
void own();
#endif
