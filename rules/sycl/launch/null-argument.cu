template <class T> __global__ void within(T* x, int last, const T* mask) {
    if (threadIdx.x < last && (!mask || mask[threadIdx.x])) x[threadIdx.x] = 0;
}

void run(float* x, dim3 grid) {
    // expect: sycl/launch/null-argument
    within<<<grid, 32>>>(x, 4, NULL);
    // ok: sycl/launch/null-argument
    within<<<grid, 32, 0, NULL>>>(x, 4, x);
    // ok: sycl/launch/null-argument
    float* none = NULL;
    // ok: sycl/launch/null-argument
    cudaMemcpy(none, NULL, 0, cudaMemcpyDeviceToDevice);
}
