#include <cuda_runtime.h>

__device__ float lower(float value) {
// expect: hip/guards/old-version
#if CUDART_VERSION >= 9000
    return __shfl_down_sync(0xffffffffu, value, 16, 32);
#else
    return __shfl_down(value, 16, 32);
#endif
}

// expect: hip/guards/old-version
#if CUDART_VERSION < 10000
#error "too old"
#endif

// ok: hip/guards/old-version
#if CUDART_VERSION >= 12080
#define HAS_FP4 1
#endif
