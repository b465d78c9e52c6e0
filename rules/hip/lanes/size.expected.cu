#include <hip/hip_runtime.h>
#include "warp32.hpp"
__global__ void sums(float *data) {
  float value = data[threadIdx.x];
  // expect: hip/lanes/size
  for (int step = warp32::size / 2; step > 0; step /= 2) value += warp32::shfl_down_sync(0xffffffff, value, step);
  // expect: hip/lanes/size
  __shared__ float partial[1024 / warp32::size];
  // ok: hip/lanes/size
  if ((threadIdx.x & 31) == 0) partial[threadIdx.x >> 5] = value;
}
