#include <cuda_runtime.h>

#define CHECK(call) if ((call) != cudaSuccess) return 1

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
    return cudaLaunchKernel(kernel, dim3(1), dim3(32), args) != cudaSuccess;
}

struct Driver {
    template <class F>
    int cudaFuncSetCacheConfig(F kernel, int config);
};

int configure(float* x, int n, int percent, cudaStream_t stream) {
    // expect: hip/launch/cache-preference
    CHECK(cudaFuncSetAttribute(fill<float, 4>, cudaFuncAttributePreferredSharedMemoryCarveout, percent));
    // ok: hip/launch/kernel-pointer
    CHECK(cudaFuncSetAttribute(pick(scale, scale), cudaFuncAttributeMaxDynamicSharedMemorySize, 1024));
    // ok: hip/launch/kernel-pointer
    CHECK(cudaFuncSetAttribute((const void*)scale, cudaFuncAttributeMaxDynamicSharedMemorySize, 1024));
    // expect: hip/launch/cache-preference
    CHECK(cudaFuncSetCacheConfig(&scale, cudaFuncCachePreferL1));
    // expect: hip/launch/cache-preference
    CHECK(cudaFuncSetCacheConfig([](int a, int b) { return a < b ? fill<float, 1> : fill<float, 2>; }(n, 4),
                                 cudaFuncCachePreferNone));
    cudaFuncAttributes attributes;
    // expect: hip/launch/kernel-pointer
    CHECK(cudaFuncGetAttributes(&attributes, fill<float, 8>));
    // ok: hip/launch/kernel-pointer
    CHECK(cudaFuncGetAttributes(&attributes, reinterpret_cast<const void*>(fill<float, 8>)));
    void* args[] = {&x, &n};
    // expect: hip/launch/kernel-pointer
    CHECK(cudaLaunchKernel(scale, dim3((n + 255) / 256), dim3(256), args, 0, stream));
    // expect: hip/launch/kernel-pointer
    CHECK(cudaLaunchKernel(fill<float, 2>,  // no stream
                           dim3(1, 1), dim3(32), &args[0]));
    // ok: hip/launch/kernel-pointer
    CHECK(cudaLaunchKernel((void*)scale, dim3(1), dim3(256), args, 0, stream));
    const cudaLaunchConfig_t config = {};
    // expect: hip/launch/kernel-pointer
    CHECK(cudaLaunchKernelExC(&config, fill<float, 2>, args));
    // ok: hip/launch/kernel-pointer
    CHECK(cudaLaunchKernelEx(&config, scale, x, n));
    int blocks = 0;
    int threads = 0;
    // ok: hip/launch/kernel-pointer
    CHECK(cudaOccupancyMaxPotentialBlockSize(&blocks, &threads, fill<float, 4>));
    // ok: hip/launch/kernel-pointer
    CHECK(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, scale, threads, 0));
    Driver driver;
    // ok: hip/launch/kernel-pointer
    return driver.cudaFuncSetCacheConfig(scale, 1);
}
