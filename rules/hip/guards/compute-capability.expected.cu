#include <hip/hip_fp16.h>
#include <hip/hip_runtime.h>

__global__ void add(const float* from, float* to) {
// expect: hip/guards/compute-capability
#if (__CUDA_ARCH__ >= 600 || defined(__HIP_DEVICE_COMPILE__))
    atomicAdd(to, from[threadIdx.x]);
// expect: hip/guards/compute-capability
#elif 350 <= __CUDA_ARCH__ && !defined(SLOW)
    atomicAdd(to, __ldg(from + threadIdx.x));
#else
    *to += from[threadIdx.x];
#endif
}

// expect: hip/guards/compute-capability
#if defined(__HIP_DEVICE_COMPILE__) && (__CUDA_ARCH__ < 700)
#define OLD 1
#endif

// ok: hip/guards/compute-capability
#ifdef __HIP_DEVICE_COMPILE__
#define DEVICE 1
#endif
