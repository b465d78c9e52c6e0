__global__ void wait_for(volatile int* flag) {
    while (*flag == 0) {
        // expect: sycl/device/wait
        __nanosleep(100);
    }
    // ok: sycl/device/wait
    *flag = 0;
}
