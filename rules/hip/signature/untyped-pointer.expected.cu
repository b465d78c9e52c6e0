#include <hip/hip_runtime.h>

struct Buffers {
    float* data[4];
};

void map(float* host, const Buffers& buffers, int i) {
    float* device;
    // expect: hip/signature/untyped-pointer
    hipHostGetDevicePointer((void**)&device, host, 0);
    // expect: hip/signature/untyped-pointer
    hipHostGetDevicePointer((void**)(const_cast<float**>(buffers.data) + i), host, 0);
    // ok: hip/signature/untyped-pointer
    hipHostGetDevicePointer((void**)&device, host, 0);
    // ok: hip/signature/untyped-pointer
    hipHostGetDevicePointer(reinterpret_cast<void**>(&device), host, 0);
}

void map_any(void** to, float* host) {
    // ok: hip/signature/untyped-pointer
    hipHostGetDevicePointer(to, host, 0);
}
