#include <cuda_runtime.h>

__global__ void sum(int* o, register int n) {
    // expect: ascend/device/register-storage
    register int s = o[0];
    // expect: ascend/device/register-storage
    for (register int i = 0; i < n; ++i) s += o[i];
    // ok: ascend/device/register-storage
    int registered = s;
    o[1] = registered;
}
