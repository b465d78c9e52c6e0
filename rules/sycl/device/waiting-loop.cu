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

void host(volatile int* flag) {
    // ok: sycl/device/waiting-loop
    while (*flag == 0) {}
}
