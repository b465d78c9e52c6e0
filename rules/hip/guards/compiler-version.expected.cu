#include <hip/hip_runtime.h>

// expect: hip/guards/compiler-version
#if __CUDACC_VER_MAJOR__ >= 11
#define ASSUME(x) __builtin_assume(x)
#else
#define ASSUME(x)
#endif

// ok: hip/guards/compiler-version
#if defined(__HIPCC__) && !defined(NO_KERNELS)
__global__ void fill(int* x, int n) {
    ASSUME(n > 0);
    x[threadIdx.x] = n;
}
#endif

int compiler() {
    // expect: hip/guards/compiler-version
    return __CUDACC_VER_MAJOR__;
}
