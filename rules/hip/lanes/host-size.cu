#include <cuda_runtime.h>

__global__ void kernel(float *data);

void launch(float *data, int warps) {
  cudaDeviceProp properties;
  cudaGetDeviceProperties(&properties, 0);
  // expect: hip/lanes/host-size
  kernel<<<1, warps * properties.warpSize>>>(data);
  int size;
  // expect: hip/lanes/host-size
  cudaDeviceGetAttribute(&size, cudaDevAttrWarpSize, 0);
  // ok: hip/lanes/host-size
  kernel<<<1, warps * 32>>>(data);
}
