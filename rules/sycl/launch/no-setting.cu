__global__ void add(int* x) { x[threadIdx.x] += 1; }

int run(int* x) {
    // expect: sycl/launch/no-setting
    if (cudaFuncSetAttribute(add, cudaFuncAttributeMaxDynamicSharedMemorySize, 32768) != cudaSuccess) return 1;
    // expect: sycl/launch/no-setting
    cudaDeviceSetLimit(cudaLimitPrintfFifoSize, 1 << 20);
    // expect: sycl/launch/no-setting
    cudaProfilerStart();
    // ok: sycl/launch/no-setting
    return cudaDeviceSynchronize() != cudaSuccess;
}
