#include <hip/hip_runtime.h>
#include <hip/hip_fp16.h>

__global__ void truncate(int* o, const __half* x) {
    // ok: hip/math/host-half
    o[threadIdx.x] = __half2int_rz(x[threadIdx.x]);
}

int whole(__half x) {
    // expect: hip/math/host-half
    return __half2int_rz(x);
}

__half made(short n) {
    // expect: hip/math/host-half
    return __short2half_rn(n);
}
