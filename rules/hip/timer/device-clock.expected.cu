#include <ctime>

#include <hip/hip_runtime.h>
#include <hiprand/hiprand_kernel.h>

__global__ void measure(float* x, long long* cycles) {
    // expect: hip/timer/device-clock
    long long start = wall_clock64();
    x[threadIdx.x] = sqrtf(x[threadIdx.x]);
    // expect: hip/timer/device-clock
    cycles[threadIdx.x] = wall_clock64() - start;
}

double processor_seconds() {
    // ok: hip/timer/device-clock
    return double(clock()) / CLOCKS_PER_SEC;
}

__global__ void perturb(float* x, unsigned long long seed) {
    hiprandState state;
    // ok: hip/timer/device-clock
    hiprand_init(seed + (unsigned long long)clock64(), threadIdx.x, 0, &state);
    // ok: hip/timer/device-clock
    hiprand_init(clock(), threadIdx.x, 0, &state);
    x[threadIdx.x] = hiprand_uniform(&state);
    // expect: hip/timer/device-clock
    hiprand_init(seed, threadIdx.x, wall_clock64(), &state);
}
