// expect: ascend/device/kernel
#include <acl/acl.h>
__global__ void k(float* p) {}

// ok: ascend/device/kernel
void host() {}
