#include <cstdio>

#include <cuda_runtime.h>

double seconds(long long cycles, int device) {
    cudaDeviceProp prop;
    cudaGetDeviceProperties(&prop, device);
    // expect: hip/timer/clock-rate
    return cycles / (1000.0 * prop.clockRate);
}

void describe(const cudaDeviceProp& prop) {
    // ok: hip/timer/clock-rate
    printf("%s, %d MHz\n", prop.name, prop.clockRate / 1000);
}
