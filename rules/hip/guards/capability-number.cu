#include <cstdio>

#include <cuda_runtime.h>

struct Version {
    int major, minor;
};

bool has_half_arithmetic(int device, Version version) {
    cudaDeviceProp prop;
    cudaGetDeviceProperties(&prop, device);
    // ok: hip/guards/capability-number
    printf("device %d: %d.%d\n", device, prop.major, prop.minor);
    // ok: hip/guards/capability-number
    if (prop.major < 1) return false;
    // ok: hip/guards/capability-number
    if (version.major < 2) return false;
    // expect: hip/guards/capability-number
    return prop.major > 5 || prop.multiProcessorCount > 100;
}
