#include <cooperative_groups.h>
#include <cuda/pipeline>

__global__ void overlap(int* data) {
    __shared__ cuda::pipeline_shared_state<cuda::thread_scope_block, 2> state;
    auto block = cooperative_groups::this_thread_block();
    const cuda::pipeline_role role =
        threadIdx.x < 32 ? cuda::pipeline_role::producer : cuda::pipeline_role::consumer;
    // expect: sycl/async/pipeline-roles
    auto pipe = cuda::make_pipeline(block, &state, role);
    // ok: sycl/async/pipeline-roles
    auto all = cuda::make_pipeline(block, &state);
    pipe.producer_acquire();
    data[threadIdx.x] = 0;
    all.consumer_wait();
}
