#include <musa_runtime.h>

constexpr int STAGES = 3;
constexpr int TILE_BYTES = 128 * 64 * sizeof(float);

__global__ void tile(float* x) {
    extern __shared__ float buffer[];
    buffer[threadIdx.x] = x[threadIdx.x];
}

void opt_in(int bytes) {
    // expect: cuda/launch/dynamic-shared-memory
    musaFuncSetAttribute(tile, musaFuncAttributeMaxDynamicSharedMemorySize, 98304);
    // expect: cuda/launch/dynamic-shared-memory
    musaFuncSetAttribute((const void*)tile, musaFuncAttributeMaxDynamicSharedMemorySize, 96 * 1024);
    // expect: cuda/launch/dynamic-shared-memory
    musaFuncSetAttribute(tile, musaFuncAttributeMaxDynamicSharedMemorySize, STAGES * TILE_BYTES);
    // ok(hip, maca): cuda/launch/dynamic-shared-memory
    musaFuncSetAttribute(tile, musaFuncAttributeMaxDynamicSharedMemorySize, 65536);
    // ok(hip, maca): cuda/launch/dynamic-shared-memory
    musaFuncSetAttribute(tile, musaFuncAttributeMaxDynamicSharedMemorySize, 2 * TILE_BYTES);
    unsigned fits = 0x10000, wanted = 96 * 1024;
    // ok(hip, maca): cuda/launch/dynamic-shared-memory
    musaFuncSetAttribute(tile, musaFuncAttributeMaxDynamicSharedMemorySize, fits);
    // expect: cuda/launch/dynamic-shared-memory
    musaFuncSetAttribute(tile, musaFuncAttributeMaxDynamicSharedMemorySize, wanted);
    int grown = 32768;
    if (bytes > grown) {
        grown *= 4;
    }
    // expect: cuda/launch/dynamic-shared-memory
    musaFuncSetAttribute(tile, musaFuncAttributeMaxDynamicSharedMemorySize, grown);
    // expect: cuda/launch/dynamic-shared-memory
    musaFuncSetAttribute(tile, musaFuncAttributeMaxDynamicSharedMemorySize, bytes);
    // ok: cuda/launch/dynamic-shared-memory
    musaError_t raised = musaFuncSetAttribute(tile, musaFuncAttributeMaxDynamicSharedMemorySize, bytes);
    if (raised != musaSuccess) {
        musaGetLastError();
    }
    // ok: cuda/launch/dynamic-shared-memory
    musaFuncSetAttribute(tile, musaFuncAttributePreferredSharedMemoryCarveout, 100);
}
