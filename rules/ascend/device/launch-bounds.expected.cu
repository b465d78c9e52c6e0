// expect: ascend/device/launch-bounds
#include <acl/acl.h>
#include <simt_api/asc_simt.h>
__global__ void __launch_bounds__(256) k(float* p) {}

// ok: ascend/device/launch-bounds
__global__ void __launch_bounds__(256) l(float* p) {}
