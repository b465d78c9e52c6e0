#include <simt_api/asc_simt.h>
#include <acl/acl.h>

__global__ void sum(int* o, int n) {
    // expect: ascend/device/register-storage
    int s = o[0];
    // expect: ascend/device/register-storage
    for (int i = 0; i < n; ++i) s += o[i];
    // ok: ascend/device/register-storage
    int registered = s;
    o[1] = registered;
}
