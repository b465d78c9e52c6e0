#include <hip/hip_runtime.h>

__global__ void step(volatile int* ready) {
    *ready = 1;
}

void share(int** flag, int** mapped, int** plain, size_t bytes) {
    // expect: hip/memory/host-coherence
    hipHostMalloc((void**)flag, bytes, hipHostMallocPortable);
    // ok: hip/memory/host-coherence
    hipHostMalloc((void**)mapped, bytes, hipHostMallocPortable | hipHostMallocMapped);
    // ok: hip/memory/host-coherence
    hipHostMalloc((void**)plain, bytes, hipHostMallocDefault);
    // ok: hip/memory/host-coherence
    hipHostMalloc((void**)plain, bytes, hipHostMallocWriteCombined);
    int* on_device = nullptr;
    hipHostGetDevicePointer((void**)&on_device, *flag, 0);
    step<<<1, 1>>>(on_device);
    while (*(volatile int*)*flag == 0) {
    }
}
