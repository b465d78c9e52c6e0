#include <cuda_runtime.h>

void expose(void* registers, void* buffer, size_t bytes) {
    // expect: hip/memory/io-memory
    cudaHostRegister(registers, bytes, cudaHostRegisterMapped | cudaHostRegisterIoMemory);
    // ok: hip/memory/io-memory
    cudaHostRegister(buffer, bytes, cudaHostRegisterMapped);
}
