#include <cuda_runtime.h>

__global__ void sums(const int *in, int *out, unsigned mask, unsigned long long lanes) {
  const int value = in[threadIdx.x];
  // expect: hip/wave/reduce
  out[0] = __reduce_add_sync(0xffffffff, value);
  // expect: hip/wave/reduce
  out[1] = __reduce_max_sync(lanes, value);
  // expect: hip/wave/reduce
  out[2] = __reduce_xor_sync(mask, value);
  // ok: hip/wave/reduce
  out[3] = __shfl_sync(0xffffffff, value, 0);
}
