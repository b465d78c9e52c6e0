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

__device__ void assume(int n) {
    // Holds for hipcc, whatever the version counts as.
#if (__CUDACC_VER_MAJOR__-0) >= 11 || defined(__clang__)
    __builtin_assume(n > 0);
#endif
    // expect: hip/guards/compiler-version
#if __CUDACC_VER_MAJOR__ >= 11 && defined(__clang__)
    __builtin_assume(n > 1);
#endif
}

const char* text(int code) {
    switch (code) {
    // What is left out is for old versions.
    // ok: hip/guards/compiler-version
#if defined(__CUDACC_VER_MAJOR__) && __CUDACC_VER_MAJOR__ < 13
    case 1: return "license";
#endif
    // ok: hip/guards/compiler-version
#if defined CCCL_MAJOR_VERSION && (CCCL_MAJOR_VERSION) <= 2
    case 2: return "parse";
#endif
    // expect: hip/guards/compiler-version
#if defined(__CUDACC_VER_MAJOR__) && __CUDACC_VER_MAJOR__ >= 13
    case 3: return "new";
#endif
    // expect: hip/guards/compiler-version
#if !defined(__CUDACC_VER_MAJOR__) || __CUDACC_VER_MAJOR__ < 13
    case 4: return "old";
#endif
    }
    return "";
}

__device__ float moved(float value, int by) {
    // expect: hip/guards/compiler-version
#ifdef __CUDACC_VER_MAJOR__
#if __CUDACC_VER_MAJOR__ < 9
    float other = __shfl_down(value, by, 32);
#else
    float other = __shfl_down_sync(__activemask(), value, by, 32);
#endif
#endif
    return other;
}
