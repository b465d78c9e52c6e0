#include <cuda_fp16.h>
__global__ void swap(half2* pairs, const __half2* from, float2* floats) {
  half2 pair = pairs[threadIdx.x];
  // expect: sycl/math/half2-member
  half first = pair.x;
  // expect: sycl/math/half2-member
  pair.x = pair.y;
  // expect: sycl/math/half2-member
  pairs[threadIdx.x].y = first;
  // expect: sycl/math/half2-member
  pairs->x = from->y;
  // ok: sycl/math/half2-member
  floats[threadIdx.x].x = floats[threadIdx.x].y;
  pairs[threadIdx.x + 1] = pair;
}
