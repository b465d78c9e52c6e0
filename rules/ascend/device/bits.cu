#include <cuda_runtime.h>
__global__ void k(int* out, unsigned votes, unsigned long long wide) {
  // expect: ascend/device/bits
  out[0] = __ffs(votes);
  // expect: ascend/device/bits
  out[1] = __popcll(wide) + __clzll(wide);
  // ok: ascend/device/bits
  out[2] = __brev(static_cast<unsigned int>(votes));
}
