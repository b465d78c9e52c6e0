#include <cuda.h>

void sizes(const char* text, char* buffer, size_t* bytes) {
    CUdeviceptr base;
    // expect: hip/driver/const-address
    cuMemGetAddressRange(&base, bytes, reinterpret_cast<CUdeviceptr>(text));
    // expect: hip/driver/const-address
    cuMemGetAddressRange(&base, bytes, reinterpret_cast<CUdeviceptr>(text + 1));
    // ok: hip/driver/const-address
    cuMemGetAddressRange(&base, bytes, reinterpret_cast<CUdeviceptr>(buffer));
    // ok: hip/driver/const-address
    cuMemGetAddressRange(&base, bytes, (CUdeviceptr)text);
}
