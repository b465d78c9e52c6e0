#include <cstdio>

#include <hip/hip_runtime.h>

double seconds(long long cycles, int device) {
    hipDeviceProp_t prop;
    hipGetDeviceProperties(&prop, device);
    // expect: hip/timer/clock-rate
    return cycles / (1000.0 * prop.clockRate);
}

void describe(const hipDeviceProp_t& prop) {
    // ok: hip/timer/clock-rate
    printf("%s, %d MHz\n", prop.name, prop.clockRate / 1000);
}
