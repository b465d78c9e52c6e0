#include <cuda.h>
#include <cstdint>

CUdeviceptr address(std::uintptr_t number, void* pointer) {
    // expect: hip/driver/pointer-cast
    CUdeviceptr first = static_cast<CUdeviceptr>(number);
    // ok: hip/driver/pointer-cast
    CUdeviceptr second = reinterpret_cast<CUdeviceptr>(pointer);
    return number ? first : second;
}
