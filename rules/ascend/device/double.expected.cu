// expect: ascend/device/double
#include <acl/acl.h>
#include <simt_api/asc_simt.h>
__global__ void k(double* p) {}

// ok: ascend/device/double
double host(double x) { return x; }
