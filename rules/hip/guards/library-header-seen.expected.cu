#include <hip/hip_runtime.h>
#include <hip/hip_bf16.h>
#include <hipblas/hipblas.h>
#include <hiprand/hiprand.h>

// expect: hip/guards/library-header-seen
#ifdef HIPBLAS_H
inline bool failed(hipblasStatus_t status) {
    return status != HIPBLAS_STATUS_SUCCESS;
}
#endif

// expect: hip/guards/library-header-seen
#if defined(HIPRAND_H_) && !defined(QUIET)
inline bool failed(hiprandStatus_t status) {
    return status != HIPRAND_STATUS_SUCCESS;
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
#if defined(HIP_INCLUDE_HIP_HIP_FP16_H)
#define HAVE_FP16 1
#endif

// expect: hip/guards/library-header-seen
#ifdef HIP_INCLUDE_HIP_HIP_BF16_H
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
