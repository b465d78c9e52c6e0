#include <hip/hip_runtime.h>

__device__ int banks() {
#ifdef __HIP_DEVICE_COMPILE__
    // ok: hip/guards/used-value
    if (__HIP_DEVICE_COMPILE__ >= 1) return 32;
    // expect: hip/guards/used-value
    return __HIP_DEVICE_COMPILE__ >= 900 ? 64 : 32;
#else
    return 0;
#endif
}

// expect: hip/guards/used-value
#define GENERATION (__HIP_DEVICE_COMPILE__ / 100)

// ok: hip/guards/used-value
#if __CUDA_ARCH__ >= 700
#define VOLTA 1
#endif

// ok: hip/guards/used-value
#if defined(__HIP_DEVICE_COMPILE__)
#define DEVICE 1
#endif

#if defined(__HIP_DEVICE_COMPILE__)
// expect: hip/guards/used-value
static_assert(__HIP_DEVICE_COMPILE__ >= 700, "this file needs Volta");
#endif
