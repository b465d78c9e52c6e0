#include <cuda_runtime.h>
__global__ void k(const float* in, float* out, int i) {
  // expect: ascend/device/read-only
  out[i] = __ldg(in + i) * 2.0f;
  // ok: ascend/device/read-only
  out[i + 1] = in[i];
}
