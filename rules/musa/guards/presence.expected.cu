#include <musa_runtime.h>
#include <musa.h>

__host__ __device__ int lanes() {
    // expect: musa/guards/presence
#ifdef __MUSA_ARCH__
    return 32;
    // ok: musa/guards/presence
#elif __MUSA_ARCH__ >= 700
    return 16;
#endif
    // expect: musa/guards/presence
#if defined(__MUSA_ARCH__) && LANES
    return LANES;
    // expect: musa/guards/presence
#elif !defined(__MUSA_ARCH__)
    return 1;
#endif
}

// expect: musa/guards/presence
#ifndef MUSART_VERSION
#error "include cuda_runtime_api.h first"
// ok: musa/guards/presence
#elif MUSART_VERSION < 11000
#error "CUDA 11 is needed"
#endif

// expect: musa/guards/presence
#if defined(MUSA_VERSION)
int version();
#endif
