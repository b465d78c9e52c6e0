__global__ void step(int* x, int n) {
    // expect: sycl/device/barrier
    __syncthreads();
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    // expect: sycl/device/barrier
    const int votes = __syncthreads_count(i < n);
    if (i >= n) return;
    // expect: sycl/device/barrier
    __syncthreads();
    // ok: sycl/device/barrier
    x[i] = votes;
}
