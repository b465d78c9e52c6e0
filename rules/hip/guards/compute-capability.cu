#include <cuda_fp16.h>
#include <cuda_runtime.h>

#define OLDEST 520

__global__ void add(const float* from, float* to) {
// expect: hip/guards/compute-capability
#if __CUDA_ARCH__ >= 600
    atomicAdd(to, from[threadIdx.x]);
// expect: hip/guards/compute-capability
#elif 350 <= __CUDA_ARCH__ && !defined(SLOW)
    atomicAdd(to, __ldg(from + threadIdx.x));
#else
    *to += from[threadIdx.x];
#endif
}

// expect: hip/guards/compute-capability
#if defined(__CUDA_ARCH__) && (__CUDA_ARCH__ < 600)
#define OLD 1
#endif

// expect: hip/guards/compute-capability
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ > OLDEST
#define NEW 1
#endif

// expect: hip/guards/compute-capability
#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ / 100 >= 6
#define HAS_ATOMIC_ADD 1
#endif

__device__ float stay(float x) {
// expect: hip/guards/compute-capability
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 700
    __nanosleep(100);
// expect: hip/guards/compute-capability
#elif __CUDA_ARCH__ < 610
    x += 1;
#endif
    return x;
}

// ok: hip/guards/compute-capability
#ifdef __CUDA_ARCH__
#define DEVICE 1
#endif
