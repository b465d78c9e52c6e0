#include <cuda_runtime.h>

// expect: hip/guards/architecture-macro
#if defined(__CUDA_ARCH_FEAT_SM90_ALL)
#define WIDE_GROUPS 1
#endif

int newest() {
    // expect: hip/guards/architecture-macro
    const int built_for[] = {__CUDA_ARCH_LIST__};
    return built_for[sizeof(built_for) / sizeof(int) - 1];
}

int oldest() {
// expect: hip/guards/architecture-macro
#ifdef __CUDA_ARCH_LIST__
    // ok: hip/guards/architecture-macro
    const int built_for[] = {__CUDA_ARCH_LIST__};
    return built_for[0];
#else
    return 0;
#endif
}

// ok: hip/guards/architecture-macro
#ifdef __CUDA_ARCH__
#define ON_DEVICE 1
#endif
