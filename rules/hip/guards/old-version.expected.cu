#include <hip/hip_runtime.h>

__device__ float lower(float value) {
// expect: hip/guards/old-version
#if (CUDART_VERSION >= 9000 || defined(__HIP__))
    return __shfl_down_sync(~0ULL, value, 16, 32);
#else
    return __shfl_down(value, 16, 32);
#endif
}

// expect: hip/guards/old-version
#if (CUDART_VERSION < 10000 && !defined(__HIP__))
#error "too old"
#endif

// ok: hip/guards/old-version
#if CUDART_VERSION >= 12080
#define HAS_FP4 1
#endif
