#include <hip/hip_runtime.h>
#include <cstdint>

hipDeviceptr_t address(std::uintptr_t number, void* pointer) {
    // expect: hip/driver/pointer-cast
    hipDeviceptr_t first = reinterpret_cast<hipDeviceptr_t>(number);
    // ok: hip/driver/pointer-cast
    hipDeviceptr_t second = reinterpret_cast<hipDeviceptr_t>(pointer);
    return number ? first : second;
}
