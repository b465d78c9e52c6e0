#include <hip/hip_runtime.h>

__global__ void kernel(float *data);

void launch(float *data, int warps) {
  hipDeviceProp_t properties;
  hipGetDeviceProperties(&properties, 0);
  // expect: hip/lanes/host-size
  kernel<<<1, warps * properties.warpSize>>>(data);
  int size;
  // expect: hip/lanes/host-size
  hipDeviceGetAttribute(&size, hipDeviceAttributeWarpSize, 0);
  // ok: hip/lanes/host-size
  kernel<<<1, warps * 32>>>(data);
}
