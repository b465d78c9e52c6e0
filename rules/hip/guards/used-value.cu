#include <cuda_runtime.h>

__device__ int banks() {
#ifdef __CUDA_ARCH__
    // ok: hip/guards/used-value
    if (__CUDA_ARCH__ >= 200) return 32;
    // expect: hip/guards/used-value
    return __CUDA_ARCH__ >= 900 ? 64 : 32;
#else
    return 0;
#endif
}

// expect: hip/guards/used-value
#define GENERATION (__CUDA_ARCH__ / 100)

// ok: hip/guards/used-value
#if __CUDA_ARCH__ >= 700
#define VOLTA 1
#endif

// ok: hip/guards/used-value
#if defined(__CUDA_ARCH__)
#define DEVICE 1
#endif

#if defined(__CUDA_ARCH__)
// expect: hip/guards/used-value
static_assert(__CUDA_ARCH__ >= 700, "this file needs Volta");
#endif
