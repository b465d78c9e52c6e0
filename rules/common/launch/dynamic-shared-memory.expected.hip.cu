#include <hip/hip_runtime.h>

constexpr int STAGES = 3;
constexpr int TILE_BYTES = 128 * 64 * sizeof(float);

__global__ void tile(float* x) {
    extern __shared__ float buffer[];
    buffer[threadIdx.x] = x[threadIdx.x];
}

void opt_in(int bytes) {
    // expect: cuda/launch/dynamic-shared-memory
    hipFuncSetAttribute(reinterpret_cast<const void*>(tile), hipFuncAttributeMaxDynamicSharedMemorySize, 98304);
    // expect: cuda/launch/dynamic-shared-memory
    hipFuncSetAttribute((const void*)tile, hipFuncAttributeMaxDynamicSharedMemorySize, 96 * 1024);
    // expect: cuda/launch/dynamic-shared-memory
    hipFuncSetAttribute(reinterpret_cast<const void*>(tile), hipFuncAttributeMaxDynamicSharedMemorySize, STAGES * TILE_BYTES);
    // ok(hip, maca): cuda/launch/dynamic-shared-memory
    hipFuncSetAttribute(reinterpret_cast<const void*>(tile), hipFuncAttributeMaxDynamicSharedMemorySize, 65536);
    // ok(hip, maca): cuda/launch/dynamic-shared-memory
    hipFuncSetAttribute(reinterpret_cast<const void*>(tile), hipFuncAttributeMaxDynamicSharedMemorySize, 2 * TILE_BYTES);
    unsigned fits = 0x10000, wanted = 96 * 1024;
    // ok(hip, maca): cuda/launch/dynamic-shared-memory
    hipFuncSetAttribute(reinterpret_cast<const void*>(tile), hipFuncAttributeMaxDynamicSharedMemorySize, fits);
    // expect: cuda/launch/dynamic-shared-memory
    hipFuncSetAttribute(reinterpret_cast<const void*>(tile), hipFuncAttributeMaxDynamicSharedMemorySize, wanted);
    int grown = 32768;
    if (bytes > grown) {
        grown *= 4;
    }
    // expect: cuda/launch/dynamic-shared-memory
    hipFuncSetAttribute(reinterpret_cast<const void*>(tile), hipFuncAttributeMaxDynamicSharedMemorySize, grown);
    // expect: cuda/launch/dynamic-shared-memory
    hipFuncSetAttribute(reinterpret_cast<const void*>(tile), hipFuncAttributeMaxDynamicSharedMemorySize, bytes);
    // ok: cuda/launch/dynamic-shared-memory
    hipError_t raised = hipFuncSetAttribute(reinterpret_cast<const void*>(tile), hipFuncAttributeMaxDynamicSharedMemorySize, bytes);
    if (raised != hipSuccess) {
        hipGetLastError();
    }
    // ok: cuda/launch/dynamic-shared-memory
    hipFuncSetAttribute(reinterpret_cast<const void*>(tile), hipFuncAttributePreferredSharedMemoryCarveout, 100);
}
