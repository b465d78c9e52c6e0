// expect: hip/device/coordinate-declared
#include <hip/hip_runtime.h>
extern const dim3 blockDim;
// expect: hip/device/coordinate-declared
extern const uint3 __device__ threadIdx;
// expect: hip/device/coordinate-declared
extern uint3 blockIdx;

__global__ void k(int* p) {
    // ok: hip/device/coordinate-declared
    const dim3 size = blockDim;
    p[0] = size.x + threadIdx.x + blockIdx.x;
}
