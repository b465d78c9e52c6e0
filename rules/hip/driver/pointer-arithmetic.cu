#include <cuda.h>

#define BYTES(n) ((n) * sizeof(float))

void upload(CUdeviceptr to, const float* from, size_t first, size_t n) {
    // expect: hip/driver/pointer-arithmetic
    cuMemcpyHtoD(to + BYTES(first), from + first, BYTES(n));
    // expect: hip/driver/pointer-arithmetic
    CUdeviceptr end = to + BYTES(first + n);
    // ok: hip/driver/pointer-arithmetic
    cuMemsetD8(end, 0, BYTES(1));
    // ok: hip/driver/pointer-arithmetic
    cuMemcpyHtoD(to, from + first, BYTES(n));
}
