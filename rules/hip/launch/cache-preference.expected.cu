#include <hip/hip_runtime.h>

__global__ void kernel(float* x) {
    x[threadIdx.x] *= 2;
}

void prefer() {
    // expect: hip/launch/cache-preference
    hipFuncSetCacheConfig(reinterpret_cast<const void*>(kernel), hipFuncCachePreferShared);
    // expect: hip/launch/cache-preference
    hipFuncSetAttribute(reinterpret_cast<const void*>(kernel), hipFuncAttributePreferredSharedMemoryCarveout, 100);
    // expect: hip/launch/cache-preference
    hipDeviceSetSharedMemConfig(hipSharedMemBankSizeEightByte);
    // ok: hip/launch/cache-preference
    hipFuncSetAttribute(reinterpret_cast<const void*>(kernel), hipFuncAttributeMaxDynamicSharedMemorySize, 32768);
}
