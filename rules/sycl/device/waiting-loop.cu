__device__ int turn;

__global__ void handed_on(volatile int* flag, int* x) {
    // expect: sycl/device/waiting-loop
    while (flag[blockIdx.x] == 0) {}
    // expect: sycl/device/waiting-loop
    while (atomicAdd(&turn, 0) < 3);
    // ok: sycl/device/waiting-loop
    while (x[0] > 0) { x[0] -= 1; }
    // ok: sycl/device/waiting-loop
    while (x[--turn] > 0);
}

void host(volatile int* flag) {
    // ok: sycl/device/waiting-loop
    while (*flag == 0) {}
}
