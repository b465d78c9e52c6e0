#include <mcr/mc_runtime.h>

// expect: maca/guards/nvcc-pragmas
#ifdef __NVCC_DIAG_PRAGMA_SUPPORT__
#pragma nv_diag_suppress 177
#endif

// expect: maca/guards/nvcc-pragmas
#if defined(__NVCC_DIAG_PRAGMA_SUPPORT__)
#pragma nv_diag_suppress 2361
#endif

// ok: maca/guards/nvcc-pragmas
#ifdef WITH_PRAGMAS
#endif

void f(float* p) {
    mcFree(p);
}
