#include <mcr/mc_runtime.h>
#include <mcr/maca.h>

__host__ __device__ int lanes() {
    // expect: maca/guards/presence
#ifdef __MACA_ARCH__
    return 32;
    // ok: maca/guards/presence
#elif __MACA_ARCH__ >= 700
    return 16;
#endif
    // expect: maca/guards/presence
#if defined(__MACA_ARCH__) && LANES
    return LANES;
    // expect: maca/guards/presence
#elif !defined(__MACA_ARCH__)
    return 1;
#endif
}

// expect: maca/guards/presence
#ifndef MACART_VERSION
#error "include cuda_runtime_api.h first"
// ok: maca/guards/presence
#elif MACART_VERSION < 11000
#error "CUDA 11 is needed"
#endif

// expect: maca/guards/presence
#if defined(MACART_VERSION)
int version();
#endif
