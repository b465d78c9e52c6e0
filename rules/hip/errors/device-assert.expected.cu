#include <cassert>
#include <hip/hip_runtime.h>
__global__ void k(int n) { assert((int)threadIdx.x < n); }
bool failed() {
    k<<<1, 32>>>(3);
    // expect: hip/errors/device-assert
    return hipDeviceSynchronize() == hipErrorAssert;
}
const char *name(hipError_t error) {
    switch (error) {
    // ok: hip/errors/device-assert
    case hipErrorAssert: return "assertion";
    case hipSuccess:
    default: return "other";
    }
}
void recover(hipError_t error, int &tries) {
    switch (error) {
    // expect: hip/errors/device-assert
    case hipErrorAssert: ++tries; break;
    default: break;
    }
    // expect: hip/errors/device-assert
    if (hipErrorAssert != hipGetLastError()) tries = 0;
}
