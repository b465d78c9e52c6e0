// expect: ascend/device/double
#include <acl/acl.h>
__global__ void k(double* p) {}

// ok: ascend/device/double
double host(double x) { return x; }
