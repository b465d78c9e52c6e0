#include <musa_runtime.h>

// expect: musa/guards/nvcc-pragmas
#ifdef __NVCC_DIAG_PRAGMA_SUPPORT__
#pragma nv_diag_suppress 177
#endif

// expect: musa/guards/nvcc-pragmas
#if defined(__NVCC_DIAG_PRAGMA_SUPPORT__)
#pragma nv_diag_suppress 2361
#endif

// ok: musa/guards/nvcc-pragmas
#ifdef WITH_PRAGMAS
#endif

void f(float* p) {
    musaFree(p);
}
