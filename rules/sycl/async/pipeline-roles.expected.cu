#include "port.hpp"

void overlap(int* data) {
    port::cuda::pipeline_shared_state<port::cuda::thread_scope_block, 2>& state = PORT_SHARED(port::cuda::pipeline_shared_state<port::cuda::thread_scope_block, 2>);
    auto block = port::cg::this_thread_block();
    const cuda::pipeline_role role =
        port::thread_idx().x < 32 ? cuda::pipeline_role::producer : cuda::pipeline_role::consumer;
    // expect: sycl/async/pipeline-roles
    auto pipe = port::cuda::make_pipeline(block, &state, role);
    // ok: sycl/async/pipeline-roles
    auto all = port::cuda::make_pipeline(block, &state);
    pipe.producer_acquire();
    data[port::thread_idx().x] = 0;
    all.consumer_wait();
}
