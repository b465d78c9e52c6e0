#include <hip/hip_runtime.h>

#define CHECK(call) if ((call) != hipSuccess) return 1

__global__ void scale(float* x, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) x[i] *= 2;
}

template <class T, int N>
__global__ void fill(T* x) {
    x[threadIdx.x] = N;
}

template <class F>
const void* pick(F first, F second) {
    return reinterpret_cast<const void*>(first ? first : second);
}

int launch(const void* kernel, void** args) {
    // ok: hip/launch/kernel-pointer
    return hipLaunchKernel(kernel, dim3(1), dim3(32), args) != hipSuccess;
}

struct Driver {
    template <class F>
    int cudaFuncSetCacheConfig(F kernel, int config);
};

int configure(float* x, int n, int percent, hipStream_t stream) {
    // expect: hip/launch/cache-preference
    CHECK(hipFuncSetAttribute(reinterpret_cast<const void*>(fill<float, 4>), hipFuncAttributePreferredSharedMemoryCarveout, percent));
    // ok: hip/launch/kernel-pointer
    CHECK(hipFuncSetAttribute(pick(scale, scale), hipFuncAttributeMaxDynamicSharedMemorySize, 1024));
    // ok: hip/launch/kernel-pointer
    CHECK(hipFuncSetAttribute((const void*)scale, hipFuncAttributeMaxDynamicSharedMemorySize, 1024));
    // expect: hip/launch/cache-preference
    CHECK(hipFuncSetCacheConfig(reinterpret_cast<const void*>(&scale), hipFuncCachePreferL1));
    // expect: hip/launch/cache-preference
    CHECK(hipFuncSetCacheConfig(reinterpret_cast<const void*>([](int a, int b) { return a < b ? fill<float, 1> : fill<float, 2>; }(n, 4)),
                                 hipFuncCachePreferNone));
    hipFuncAttributes attributes;
    // expect: hip/launch/kernel-pointer
    CHECK(hipFuncGetAttributes(&attributes, reinterpret_cast<const void*>(fill<float, 8>)));
    // ok: hip/launch/kernel-pointer
    CHECK(hipFuncGetAttributes(&attributes, reinterpret_cast<const void*>(fill<float, 8>)));
    void* args[] = {&x, &n};
    // expect: hip/launch/kernel-pointer
    CHECK(hipLaunchKernel(reinterpret_cast<const void*>(scale), dim3((n + 255) / 256), dim3(256), args, 0, stream));
    // expect: hip/launch/kernel-pointer
    CHECK(hipLaunchKernel(reinterpret_cast<const void*>(fill<float, 2>),  // no stream
                           dim3(1, 1), dim3(32), &args[0]));
    // ok: hip/launch/kernel-pointer
    CHECK(hipLaunchKernel((void*)scale, dim3(1), dim3(256), args, 0, stream));
    const hipLaunchConfig_t config = {};
    // expect: hip/launch/kernel-pointer
    CHECK(hipLaunchKernelExC(&config, reinterpret_cast<const void*>(fill<float, 2>), args));
    // ok: hip/launch/kernel-pointer
    CHECK(hipLaunchKernelEx(&config, scale, x, n));
    int blocks = 0;
    int threads = 0;
    // ok: hip/launch/kernel-pointer
    CHECK(hipOccupancyMaxPotentialBlockSize(&blocks, &threads, fill<float, 4>));
    // ok: hip/launch/kernel-pointer
    CHECK(hipOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, scale, threads, 0));
    Driver driver;
    // ok: hip/launch/kernel-pointer
    return driver.cudaFuncSetCacheConfig(scale, 1);
}
