#include <nvtx3/nvToolsExt.h>

void step(float* x) {
    // expect: sycl/host/profiler-range
    nvtxRangePushA("step");
    x[0] = 1;
    // expect: sycl/host/profiler-range
    nvtxRangePop();
    // ok: sycl/host/profiler-range
    x[1] = 2;
}
