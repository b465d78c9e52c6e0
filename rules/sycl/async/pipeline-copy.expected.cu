#include "port.hpp"

void load(const float4* from, float* to) {
    auto& tile = PORT_SHARED(float4[32]);
    // expect: sycl/async/pipeline-copy
    port::copy_bytes<sizeof(float4)>(&tile[port::thread_idx().x], &from[port::thread_idx().x]);
    // expect: sycl/async/pipeline-copy
    (void)0;
    // expect: sycl/async/pipeline-copy
    (void)0;
    // ok: sycl/async/pipeline-copy
    to[port::thread_idx().x] = tile[port::thread_idx().x].x;
}
