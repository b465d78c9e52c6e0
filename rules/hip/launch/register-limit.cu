#include <cuda_runtime.h>

// expect: hip/launch/register-limit
__global__ void __maxnreg__(64) scale(float* x, float by) {
    x[threadIdx.x] *= by;
}

// ok: hip/launch/register-limit
__global__ void __launch_bounds__(256) shift(float* x, float by) {
    x[threadIdx.x] += by;
}
