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

void clear(CUdeviceptr from, size_t bytes, size_t step) {
    // expect: hip/driver/pointer-arithmetic
    CUdeviceptr at = from;
    // ok: hip/driver/pointer-arithmetic
    CUdeviceptr last = from;
    for (size_t done = 0; done < bytes; done += step) {
        cuMemsetD8(at, 0, step);
        last = at;
        at += step;
    }
    cuMemsetD8(last, 1, 1);
    // expect: hip/driver/pointer-arithmetic
    cuMemsetD32Async(from + bytes, 0, 1, nullptr);
}
