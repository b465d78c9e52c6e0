#include <cuda_runtime.h>

void prepare(size_t bytes) {
    // expect: hip/memory/device-limit
    cudaDeviceSetLimit(cudaLimitPrintfFifoSize, 1 << 20);
    // expect: hip/memory/device-limit
    cudaDeviceSetLimit(cudaLimitMallocHeapSize, bytes);
    // expect: hip/memory/device-limit
    cudaDeviceSetLimit(cudaLimitStackSize, 4096);
    // expect: hip/memory/device-limit
    cudaDeviceSetLimit(cudaLimitPersistingL2CacheSize, bytes);
}

void set(cudaLimit limit, size_t bytes) {
    // ok: hip/memory/device-limit
    cudaDeviceSetLimit(limit, bytes);
}
