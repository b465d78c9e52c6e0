#include <hip/hip_runtime.h>

void prepare(size_t bytes) {
    // expect: hip/memory/device-limit
    hipDeviceSetLimit(hipLimitPrintfFifoSize, 1 << 20);
    // expect: hip/memory/device-limit
    hipDeviceSetLimit(hipLimitMallocHeapSize, bytes);
    // expect: hip/memory/device-limit
    hipDeviceSetLimit(hipLimitStackSize, 4096);
    // expect: hip/memory/device-limit
    hipDeviceSetLimit(cudaLimitPersistingL2CacheSize, bytes);
}

void set(hipLimit_t limit, size_t bytes) {
    // ok: hip/memory/device-limit
    hipDeviceSetLimit(limit, bytes);
}
