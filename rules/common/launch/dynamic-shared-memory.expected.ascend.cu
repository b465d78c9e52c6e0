#include <simt_api/asc_simt.h>
#include <acl/acl.h>

constexpr int STAGES = 3;
constexpr int TILE_BYTES = 128 * 64 * sizeof(float);

__global__ void tile(float* x) {
    extern __ubuf__ float buffer[];
    buffer[threadIdx.x] = x[threadIdx.x];
}

void opt_in(int bytes) {
    // expect: cuda/launch/dynamic-shared-memory
    cudaFuncSetAttribute(tile, cudaFuncAttributeMaxDynamicSharedMemorySize, 98304);
    // expect: cuda/launch/dynamic-shared-memory
    cudaFuncSetAttribute((const void*)tile, cudaFuncAttributeMaxDynamicSharedMemorySize, 96 * 1024);
    // expect: cuda/launch/dynamic-shared-memory
    cudaFuncSetAttribute(tile, cudaFuncAttributeMaxDynamicSharedMemorySize, STAGES * TILE_BYTES);
    // ok(hip, maca): cuda/launch/dynamic-shared-memory
    cudaFuncSetAttribute(tile, cudaFuncAttributeMaxDynamicSharedMemorySize, 65536);
    // ok(hip, maca): cuda/launch/dynamic-shared-memory
    cudaFuncSetAttribute(tile, cudaFuncAttributeMaxDynamicSharedMemorySize, 2 * TILE_BYTES);
    unsigned fits = 0x10000, wanted = 96 * 1024;
    // ok(hip, maca): cuda/launch/dynamic-shared-memory
    cudaFuncSetAttribute(tile, cudaFuncAttributeMaxDynamicSharedMemorySize, fits);
    // expect: cuda/launch/dynamic-shared-memory
    cudaFuncSetAttribute(tile, cudaFuncAttributeMaxDynamicSharedMemorySize, wanted);
    int grown = 32768;
    if (bytes > grown) {
        grown *= 4;
    }
    // expect: cuda/launch/dynamic-shared-memory
    cudaFuncSetAttribute(tile, cudaFuncAttributeMaxDynamicSharedMemorySize, grown);
    // expect: cuda/launch/dynamic-shared-memory
    cudaFuncSetAttribute(tile, cudaFuncAttributeMaxDynamicSharedMemorySize, bytes);
    // ok: cuda/launch/dynamic-shared-memory
    aclError raised = cudaFuncSetAttribute(tile, cudaFuncAttributeMaxDynamicSharedMemorySize, bytes);
    if (raised != ACL_SUCCESS) {
        aclrtGetLastError(ACL_RT_THREAD_LEVEL);
    }
    // ok: cuda/launch/dynamic-shared-memory
    cudaFuncSetAttribute(tile, cudaFuncAttributePreferredSharedMemoryCarveout, 100);
}
