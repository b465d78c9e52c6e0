#include <cuda_runtime.h>

struct Timer {
    cudaEvent_t start;
    cudaEvent_t stop;

    Timer() {
        // expect: hip/signature/event-flags
        cudaEventCreate(&start, cudaEventBlockingSync | cudaEventDisableTiming);
        // ok: hip/signature/event-flags
        cudaEventCreate(&stop);
    }
};
