#include <hip/hip_runtime.h>

__global__ void sum(int* o, int n) {
    // expect: hip/device/register-storage
    int s = o[0];
    // expect: hip/device/register-storage
    for (int i = 0; i < n; ++i) s += o[i];
    // ok: hip/device/register-storage
    int registered = s;
    o[1] = registered;
}
