#include <cuda_bf16.h>
#include <cublas_v2.h>
#include <curand.h>

// expect: hip/guards/library-header-seen
#ifdef CUBLAS_API_H_
inline bool failed(cublasStatus_t status) {
    return status != CUBLAS_STATUS_SUCCESS;
}
#endif

// expect: hip/guards/library-header-seen
#if defined(CURAND_H_) && !defined(QUIET)
inline bool failed(curandStatus_t status) {
    return status != CURAND_STATUS_SUCCESS;
}
#endif

// ok: hip/guards/library-header-seen
#ifndef MY_CURAND_H_
#define MY_CURAND_H_
#endif

// expect: hip/guards/library-header-seen
#if defined(__CUDA_FP8_TYPES_EXIST__) && defined(WITH_FP8)
#define HAVE_FP8 1
#endif

// expect: hip/guards/library-header-seen
#if defined(__CUDA_FP16_TYPES_EXIST__)
#define HAVE_FP16 1
#endif

// expect: hip/guards/library-header-seen
#ifdef __CUDA_BF16_TYPES_EXIST__
#define HAVE_BF16 1
#endif

// expect: hip/guards/library-header-seen
#ifndef __CUDA_FP8_H__
#define NO_FP8 1
#endif

// expect: hip/guards/library-header-seen
#ifdef CUSPARSE_H_
#define HAVE_SPARSE 1
#endif

// ok: hip/guards/library-header-seen
#ifdef NCCL_H_
#define HAVE_NCCL 1
#endif
