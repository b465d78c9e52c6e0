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

__global__ void half_a_wave(int* x) {
    // ok: sycl/device/barrier
    x[threadIdx.x] = threadIdx.x;
    // expect: sycl/device/barrier
    __syncthreads();
    if (threadIdx.x >= 64) return;
    // expect: sycl/device/barrier
    __syncthreads();
}
void launch(int* x) { half_a_wave<<<1, 96>>>(x); }
