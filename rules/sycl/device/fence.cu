__global__ void publish(volatile int* flag, int* value) {
    *value = 1;
    // expect: sycl/device/fence
    __threadfence();
    // expect: sycl/device/fence
    __threadfence_block();
    // expect: sycl/device/fence
    __threadfence_system();
    // ok: sycl/device/fence
    *flag = 1;
}
