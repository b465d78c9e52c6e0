__device__ int turn;

__global__ void handed_on(volatile int* flag, int* x) {
    // expect: sycl/device/waiting-loop
    while (flag[blockIdx.x] == 0) {}
    // expect: sycl/device/waiting-loop
    while (atomicAdd(&turn, 0) < 3);
    // ok: sycl/device/waiting-loop
    while (atomicCAS(&turn, 0, 1) != 0) {}
    // ok: sycl/device/waiting-loop
    while (atomicExch(&turn, 1)) {}
    // ok: sycl/device/waiting-loop
    while (x[0] > 0) { x[0] -= 1; }
    // ok: sycl/device/waiting-loop
    while (x[--turn] > 0);
}

// Its own rule says nothing of a lock that one thread of a block takes.
__global__ void lock_of_block() {
    // expect: sycl/device/waiting-loop
    if (threadIdx.x == 0) while (atomicCAS(&turn, 0, 1) != 0) {}
}

// Each is done when its neighbours are.
__global__ void rounds(const int nodes, const int* from, volatile int* const state, volatile int* other) {
    int missing;
    // expect: sycl/device/waiting-loop
    do {
        missing = 0;
        for (int v = threadIdx.x; v < nodes; v += blockDim.x) {
            const int near = state[from[v]];
            if (near == 0) missing = 1;
            else state[v] = near;
        }
    } while (missing != 0);
    // ok: sycl/device/waiting-loop
    do {
        missing = 0;
        const int near = state[from[threadIdx.x]];
        __syncthreads();
        if (near == 0) state[threadIdx.x] = missing = 1;
        __syncthreads();
    } while (missing != 0);
}

__global__ void counted(const int* from, int* to) {
    int left = 8;
    // ok: sycl/device/waiting-loop
    do {
        to[left] = from[left];
        --left;
    } while (left);
}

__global__ void asked(cuda::atomic<int>* flag) {
    // expect: sycl/device/waiting-loop
    while (flag->load(cuda::memory_order_acquire) == 0) {}
}

void host(volatile int* flag) {
    // ok: sycl/device/waiting-loop
    while (*flag == 0) {}
}
