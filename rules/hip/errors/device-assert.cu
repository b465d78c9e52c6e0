#include <cassert>
#include <cuda_runtime.h>
__global__ void k(int n) { assert((int)threadIdx.x < n); }
bool failed() {
    k<<<1, 32>>>(3);
    // expect: hip/errors/device-assert
    return cudaDeviceSynchronize() == cudaErrorAssert;
}
const char *name(cudaError_t error) {
    switch (error) {
    // ok: hip/errors/device-assert
    case cudaErrorAssert: return "assertion";
    case cudaSuccess:
    default: return "other";
    }
}
void recover(cudaError_t error, int &tries) {
    switch (error) {
    // expect: hip/errors/device-assert
    case cudaErrorAssert: ++tries; break;
    default: break;
    }
    // expect: hip/errors/device-assert
    if (cudaErrorAssert != cudaGetLastError()) tries = 0;
}
