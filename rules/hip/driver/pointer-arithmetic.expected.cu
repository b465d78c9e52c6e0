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

void clear(hipDeviceptr_t from, size_t bytes, size_t step) {
    // expect: hip/driver/pointer-arithmetic
    hipDeviceptr_t at = from;
    // ok: hip/driver/pointer-arithmetic
    hipDeviceptr_t last = from;
    for (size_t done = 0; done < bytes; done += step) {
        hipMemsetD8(at, 0, step);
        last = at;
        at += step;
    }
    hipMemsetD8(last, 1, 1);
    // expect: hip/driver/pointer-arithmetic
    hipMemsetD32Async(from + bytes, 0, 1, nullptr);
}
