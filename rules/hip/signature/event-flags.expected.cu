#include <hip/hip_runtime.h>

struct Timer {
    hipEvent_t start;
    hipEvent_t stop;

    Timer() {
        // expect: hip/signature/event-flags
        hipEventCreateWithFlags(&start, hipEventBlockingSync | hipEventDisableTiming);
        // ok: hip/signature/event-flags
        hipEventCreate(&stop);
    }
};
