#include <cuda.h>

__host__ __device__ int lanes() {
    // expect: maca/guards/presence
#ifdef __CUDA_ARCH__
    return 32;
    // ok: maca/guards/presence
#elif __CUDA_ARCH__ >= 700
    return 16;
#endif
    // expect: maca/guards/presence
#if defined(__CUDA_ARCH__) && LANES
    return LANES;
    // expect: maca/guards/presence
#elif !defined(__CUDA_ARCH__)
    return 1;
#endif
}

// expect: maca/guards/presence
#ifndef CUDART_VERSION
#error "include cuda_runtime_api.h first"
// ok: maca/guards/presence
#elif CUDART_VERSION < 11000
#error "CUDA 11 is needed"
#endif

// expect: maca/guards/presence
#if defined(CUDA_VERSION)
int version();
#endif
