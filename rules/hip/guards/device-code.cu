#include <cuda_runtime.h>

__host__ __device__ inline int lanes() {
// expect: hip/guards/device-code
#ifdef __CUDA_ARCH__
    return warpSize;
#else
    return 1;
#endif
}

// expect: hip/guards/device-code
#if !defined(__CUDA_ARCH__)
#include <cstdio>
#endif

// expect: hip/guards/device-code
#  ifndef  __CUDA_ARCH__   // only the host
#    define HOST_ONLY 1
#  endif

// expect: hip/guards/device-code
#if defined(__CUDACC__) && defined __CUDA_ARCH__
#define IN_KERNEL 1
// expect: hip/guards/device-code
#elif defined(__CUDA_ARCH__) || \
    defined(HOST_ONLY)
#define IN_KERNEL 0
#endif

// ok: hip/guards/device-code
#ifdef MY__CUDA_ARCH__
#define LOCAL 1
#endif
