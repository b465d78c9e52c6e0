// expect: sycl/device/launch-bounds
__global__ void __launch_bounds__(256, 2) scale(float* x) { x[threadIdx.x] *= 2; }
// ok: sycl/device/launch-bounds
__global__ void half(float* x) { x[threadIdx.x] /= 2; }
// expect: sycl/device/launch-bounds
__global__ void __maxnreg__(64) shift(float* x) { x[threadIdx.x] += 2; }
