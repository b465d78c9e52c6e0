#include <hip/hip_runtime.h>

bool on_device(const void* pointer) {
    hipPointerAttribute_t attributes;
    // expect: hip/memory/memory-type
    hipPointerGetAttributes(&attributes, pointer);
    return attributes.memoryType == 2;
}

bool on_host(const void* pointer) {
    hipPointerAttribute_t attributes;
    // ok: hip/memory/memory-type
    hipPointerGetAttributes(&attributes, pointer);
    return attributes.memoryType == hipMemoryTypeHost;
}
