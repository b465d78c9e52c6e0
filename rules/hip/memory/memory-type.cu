#include <cuda_runtime.h>

bool on_device(const void* pointer) {
    cudaPointerAttributes attributes;
    // expect: hip/memory/memory-type
    cudaPointerGetAttributes(&attributes, pointer);
    return attributes.type == 2;
}

bool on_host(const void* pointer) {
    cudaPointerAttributes attributes;
    // ok: hip/memory/memory-type
    cudaPointerGetAttributes(&attributes, pointer);
    return attributes.type == cudaMemoryTypeHost;
}
