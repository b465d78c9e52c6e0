#include "hip_port.hpp"
#include <hip/hip_runtime.h>

__global__ void sums(const int *in, int *out, unsigned mask, unsigned long long lanes) {
  const int value = in[threadIdx.x];
  // expect: hip/wave/reduce
  out[0] = hip_port::reduce_add_sync(~0ULL, value);
  // expect: hip/wave/reduce
  out[1] = hip_port::reduce_max_sync(lanes, value);
  // expect: hip/wave/reduce
  out[2] = hip_port::reduce_xor_sync(mask, value);
  // ok: hip/wave/reduce
  out[3] = __shfl_sync(~0ULL, value, 0);
}
