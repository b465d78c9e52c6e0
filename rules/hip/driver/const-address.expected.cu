#include <hip/hip_runtime.h>

void sizes(const char* text, char* buffer, size_t* bytes) {
    hipDeviceptr_t base;
    // expect: hip/driver/const-address
    hipMemGetAddressRange(&base, bytes, (hipDeviceptr_t)(text));
    // expect: hip/driver/const-address
    hipMemGetAddressRange(&base, bytes, (hipDeviceptr_t)(text + 1));
    // ok: hip/driver/const-address
    hipMemGetAddressRange(&base, bytes, reinterpret_cast<hipDeviceptr_t>(buffer));
    // ok: hip/driver/const-address
    hipMemGetAddressRange(&base, bytes, (hipDeviceptr_t)text);
}
