#include <ctime>

#include <cuda_runtime.h>
#include <curand_kernel.h>

__global__ void measure(float* x, long long* cycles) {
    // expect: hip/timer/device-clock
    long long start = clock64();
    x[threadIdx.x] = sqrtf(x[threadIdx.x]);
    // expect: hip/timer/device-clock
    cycles[threadIdx.x] = clock64() - start;
}

double processor_seconds() {
    // ok: hip/timer/device-clock
    return double(clock()) / CLOCKS_PER_SEC;
}

__global__ void perturb(float* x, unsigned long long seed) {
    curandState state;
    // ok: hip/timer/device-clock
    curand_init(seed + (unsigned long long)clock64(), threadIdx.x, 0, &state);
    // ok: hip/timer/device-clock
    curand_init(clock(), threadIdx.x, 0, &state);
    x[threadIdx.x] = curand_uniform(&state);
    // expect: hip/timer/device-clock
    curand_init(seed, threadIdx.x, clock64(), &state);
}
