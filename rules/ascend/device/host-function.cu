#include <cuda_runtime.h>
#include <math.h>
float host(float x) {
  // expect: ascend/device/host-function
  return rsqrtf(x * x) +
         // expect: ascend/device/host-function
         erfinvf(x);
}

__global__ void k(float* x) {
  // ok: ascend/device/host-function
  x[0] = rsqrtf(x[1]);
}
