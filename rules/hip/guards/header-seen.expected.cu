#include <hip/hip_runtime.h>

#include <cstdio>

// expect: hip/guards/header-seen
#ifdef HIP_INCLUDE_HIP_DRIVER_TYPES_H
inline const char* name_of(hipError_t error) {
    return hipGetErrorName(error);
}
#endif

// expect: hip/guards/header-seen
#if !defined(HIP_INCLUDE_HIP_HIP_RUNTIME_H) && !defined(QUIET)
#warning "include cuda_runtime.h first"
#endif

// ok: hip/guards/header-seen
#ifndef MY_CUDA_RUNTIME_H
#define MY_CUDA_RUNTIME_H
#endif
