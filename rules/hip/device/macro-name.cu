#include <cuda_runtime.h>

struct Tile {
    // expect: hip/device/macro-name
    int __local;
    // ok: hip/device/macro-name
    int local, __localized;
};

__device__ int first(const Tile& tile) { return tile.__local + tile.local; }

// expect: hip/device/macro-name
__device__ void second(int* __local) { *__local = 0; }

__global__ void third(unsigned* p) {
    // expect: hip/device/macro-name
    const unsigned MASK1 = 0xff;
    // expect: hip/device/macro-name
    unsigned MASK2 = 3;
    // ok: hip/device/macro-name
    unsigned MASK3 = 4;
    p[0] = MASK1 + MASK2 + MASK3;
}
