#include <mcr/mc_runtime.h>

constexpr int STAGES = 3;
constexpr int TILE_BYTES = 128 * 64 * sizeof(float);

__global__ void tile(float* x) {
    extern __shared__ float buffer[];
    buffer[threadIdx.x] = x[threadIdx.x];
}

void opt_in(int bytes) {
    // expect: cuda/launch/dynamic-shared-memory
    mcFuncSetAttribute(tile, mcFuncAttributeMaxDynamicSharedMemorySize, 98304);
    // expect: cuda/launch/dynamic-shared-memory
    mcFuncSetAttribute((const void*)tile, mcFuncAttributeMaxDynamicSharedMemorySize, 96 * 1024);
    // expect: cuda/launch/dynamic-shared-memory
    mcFuncSetAttribute(tile, mcFuncAttributeMaxDynamicSharedMemorySize, STAGES * TILE_BYTES);
    // ok(hip, maca): cuda/launch/dynamic-shared-memory
    mcFuncSetAttribute(tile, mcFuncAttributeMaxDynamicSharedMemorySize, 65536);
    // ok(hip, maca): cuda/launch/dynamic-shared-memory
    mcFuncSetAttribute(tile, mcFuncAttributeMaxDynamicSharedMemorySize, 2 * TILE_BYTES);
    unsigned fits = 0x10000, wanted = 96 * 1024;
    // ok(hip, maca): cuda/launch/dynamic-shared-memory
    mcFuncSetAttribute(tile, mcFuncAttributeMaxDynamicSharedMemorySize, fits);
    // expect: cuda/launch/dynamic-shared-memory
    mcFuncSetAttribute(tile, mcFuncAttributeMaxDynamicSharedMemorySize, wanted);
    int grown = 32768;
    if (bytes > grown) {
        grown *= 4;
    }
    // expect: cuda/launch/dynamic-shared-memory
    mcFuncSetAttribute(tile, mcFuncAttributeMaxDynamicSharedMemorySize, grown);
    // expect: cuda/launch/dynamic-shared-memory
    mcFuncSetAttribute(tile, mcFuncAttributeMaxDynamicSharedMemorySize, bytes);
    // ok: cuda/launch/dynamic-shared-memory
    mcError_t raised = mcFuncSetAttribute(tile, mcFuncAttributeMaxDynamicSharedMemorySize, bytes);
    if (raised != mcSuccess) {
        mcGetLastError();
    }
    // ok: cuda/launch/dynamic-shared-memory
    mcFuncSetAttribute(tile, mcFuncAttributePreferredSharedMemoryCarveout, 100);
}
