#include <hip/hip_runtime.h>

__host__ __device__ inline int lanes() {
// expect: hip/guards/device-code
#ifdef __HIP_DEVICE_COMPILE__
    return warpSize;
#else
    return 1;
#endif
}

// expect: hip/guards/device-code
#if !defined(__HIP_DEVICE_COMPILE__)
#include <cstdio>
#endif

// expect: hip/guards/device-code
#  ifndef  __HIP_DEVICE_COMPILE__   // only the host
#    define HOST_ONLY 1
#  endif

// expect: hip/guards/device-code
#if defined(__HIPCC__) && defined(__HIP_DEVICE_COMPILE__)
#define IN_KERNEL 1
// expect: hip/guards/device-code
#elif defined(__HIP_DEVICE_COMPILE__) || \
    defined(HOST_ONLY)
#define IN_KERNEL 0
#endif

// ok: hip/guards/device-code
#ifdef MY__CUDA_ARCH__
#define LOCAL 1
#endif
