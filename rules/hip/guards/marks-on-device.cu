#include <cuda_runtime.h>

// expect: hip/guards/marks-on-device
#ifdef __CUDA_ARCH__
#define HD __host__ __device__
#else
#define HD
#endif

HD inline int twice(int x) { return 2 * x; }

// ok: hip/guards/marks-on-device
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 700
#define UNROLL 4
#else
#define UNROLL
#endif

__global__ void kernel(int* p) { p[0] = twice(p[0]); }
