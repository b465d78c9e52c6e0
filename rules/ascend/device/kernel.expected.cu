// expect: ascend/device/kernel
#include <acl/acl.h>
#include <simt_api/asc_simt.h>
__global__ void k(float* p) {}

// ok: ascend/device/kernel
void host() {}
