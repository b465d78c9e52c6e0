#include <cuda_runtime.h>

// expect: hip/guards/architecture-macro
#if defined(__CUDA_ARCH_FEAT_SM90_ALL)
#define WIDE_GROUPS 1
#endif

// expect: hip/guards/architecture-macro
#ifdef __CUDA_ARCH_LIST__
// expect: hip/guards/architecture-macro
constexpr int built_for[] = {__CUDA_ARCH_LIST__};
#endif

// ok: hip/guards/architecture-macro
#ifdef __CUDA_ARCH__
#define ON_DEVICE 1
#endif
