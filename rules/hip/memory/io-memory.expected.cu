#include <hip/hip_runtime.h>

void expose(void* registers, void* buffer, size_t bytes) {
    // expect: hip/memory/io-memory
    hipHostRegister(registers, bytes, hipHostRegisterMapped | hipHostRegisterIoMemory);
    // ok: hip/memory/io-memory
    hipHostRegister(buffer, bytes, hipHostRegisterMapped);
}
