__global__ void add(int* x) { x[threadIdx.x] += 1; }

void run(int* x, const void* any, cudaStream_t stream) {
    void* arguments[] = {&x};
    // expect: sycl/launch/launch-call
    cudaLaunchKernel((const void*)add, dim3(1), dim3(32), arguments, 0, stream);
    // expect: sycl/launch/launch-call
    cudaLaunchCooperativeKernel((void*)add, dim3(1), dim3(32), arguments);
    // expect: sycl/launch/launch-call
    cudaLaunchKernel(any, dim3(1), dim3(32), arguments, 0, stream);
    // ok: sycl/launch/launch-call
    cudaLaunchKernel(add, dim3(1), dim3(32), arguments, 0, stream);
}
