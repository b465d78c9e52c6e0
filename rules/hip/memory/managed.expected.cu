#include <hip/hip_runtime.h>

// expect: hip/memory/managed
__managed__ int rounds = 0;

// ok: hip/memory/managed
__device__ int steps = 0;

float* make(size_t n) {
    float* data = nullptr;
    // expect: hip/memory/managed
    hipMallocManaged(&data, n * sizeof(float));
    // ok: hip/memory/managed
    hipMalloc(&data, n * sizeof(float));
    return data;
}
