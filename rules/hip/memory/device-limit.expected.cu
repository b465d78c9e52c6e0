#include <hip/hip_runtime.h>

void prepare(size_t bytes) {
    // expect: hip/memory/device-limit
    hipDeviceSetLimit(hipLimitPrintfFifoSize, 1 << 20);
    // expect: hip/memory/device-limit
    hipDeviceSetLimit(hipLimitMallocHeapSize, bytes);
    // ok: hip/memory/device-limit
    hipDeviceSetLimit(hipLimitStackSize, 4096);
}
