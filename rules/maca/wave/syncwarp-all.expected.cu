#include <mcr/mc_runtime.h>

__global__ void shift(int* x, unsigned mask) {
    int next = x[threadIdx.x + 1];
    // expect: maca/wave/syncwarp-all
    __syncwarp();
    x[threadIdx.x] = next;
    // ok: maca/wave/syncwarp-all
    __syncwarp(mask);
}
