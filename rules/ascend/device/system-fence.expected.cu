#include <simt_api/asc_simt.h>
#include <acl/acl.h>
__global__ void k(int* flag, int* data) {
  data[0] = 1;
  // expect: ascend/device/system-fence
  asc_threadfence();
  flag[0] = 1;
  // ok: ascend/device/system-fence
  asc_threadfence();
}
