#include <cuda_runtime.h>

#include <cstdio>

// expect: hip/guards/header-seen
#ifdef __DRIVER_TYPES_H__
inline const char* name_of(cudaError_t error) {
    return cudaGetErrorName(error);
}
#endif

// expect: hip/guards/header-seen
#if !defined(__CUDA_RUNTIME_H__) && !defined(QUIET)
#warning "include cuda_runtime.h first"
#endif

// ok: hip/guards/header-seen
#ifndef MY_CUDA_RUNTIME_H
#define MY_CUDA_RUNTIME_H
#endif
