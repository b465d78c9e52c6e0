#include <simt_api/asc_simt.h>
#include <acl/acl.h>
__global__ void k(int* out, unsigned votes, unsigned long long wide) {
  // expect: ascend/device/bits
  out[0] = __ffs(static_cast<int>(votes));
  // expect: ascend/device/bits
  out[1] = __popc(static_cast<unsigned long long>(wide)) + __clz(static_cast<long long>(wide));
  // ok: ascend/device/bits
  out[2] = __brev(static_cast<unsigned int>(votes));
}
