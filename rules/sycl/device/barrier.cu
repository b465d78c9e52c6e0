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

// Those that left get to the barriers with the others, and do nothing in between.
__global__ void neighbours(const int* x, int* y, int n) {
    __shared__ int tile[96];
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n) {
        return;  // nothing to do
    }
    const int limit = n - 1;
    const int own = x[i];
    tile[threadIdx.x] = own;
    // expect: sycl/device/barrier
    __syncthreads();
    for (int step = blockDim.x / 2; step > 0; step /= 2) {
        if (threadIdx.x < step || i == limit)
            tile[threadIdx.x] += tile[threadIdx.x + step];
        // expect: sycl/device/barrier
        __syncthreads();
        y[i] = own;
        y[i] += tile[0];
        // expect: sycl/device/barrier
        __syncthreads();
    }
    // ok: sycl/device/barrier
    y[i] += own;
}

__global__ void some_of_a_block(int* x, int n) {
    if (threadIdx.x < n) {
        x[threadIdx.x] = 1;
        // expect: sycl/device/barrier
        __syncthreads();
        // ok: sycl/device/barrier
        x[n - threadIdx.x] += 1;
    }
}

// How often they get there is up to each thread.
__global__ void as_often_as_it_likes(int* x, int n) {
    for (int i = threadIdx.x; i < n; i += 32) {
        // ok: sycl/device/barrier
        x[i] = 1;
        // expect: sycl/device/barrier
        __syncthreads();
    }
}
void launch(int* x) { some_of_a_block<<<1, 96>>>(x, 64); }
