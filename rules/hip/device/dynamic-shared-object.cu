#include <cuda_runtime.h>

struct P {
    int n;
    float v[4];
};

// expect: hip/device/dynamic-shared-object
extern __shared__ P whole;

__global__ void object(int* o) {
    // expect: hip/device/dynamic-shared-object
    extern __shared__ P one;
    one.n = 1;
    o[0] = one.n + whole.n;
}

__global__ void scalar(int* o) {
    // expect: hip/device/dynamic-shared-object
    extern __shared__ volatile int word;
    word = 1;
    o[0] = word;
}

__global__ void sized(int* o) {
    // expect: hip/device/dynamic-shared-object
    extern __shared__ P rows[2];
    // expect: hip/device/dynamic-shared-object
    __shared__ extern float table[2][4];
    rows[1].n = 1;
    o[0] = rows[1].n + int(table[0][0]);
}

__global__ void open(int* o) {
    // ok: hip/device/dynamic-shared-object
    extern __shared__ char raw[];
    // ok: hip/device/dynamic-shared-object
    __shared__ int fixed[4];
    fixed[threadIdx.x] = raw[threadIdx.x];
    o[0] = fixed[0];
}

__global__ void kept(float* o) {
    // expect: hip/device/dynamic-shared-object
    extern volatile __shared__ float watched;
    o[0] = watched;
}
