#include <hip/hip_runtime.h>

#define BYTES(n) ((n) * sizeof(float))

void upload(hipDeviceptr_t to, const float* from, size_t first, size_t n) {
    // expect: hip/driver/pointer-arithmetic
    hipMemcpyHtoD(to + BYTES(first), from + first, BYTES(n));
    // expect: hip/driver/pointer-arithmetic
    hipDeviceptr_t end = to + BYTES(first + n);
    // ok: hip/driver/pointer-arithmetic
    hipMemsetD8(end, 0, BYTES(1));
    // ok: hip/driver/pointer-arithmetic
    hipMemcpyHtoD(to, from + first, BYTES(n));
}
