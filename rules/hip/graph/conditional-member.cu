#include <cuda_runtime.h>

struct Plan {
    int conditional;
};

void loop(cudaGraphNodeParams* outer, Plan* plan) {
    cudaGraphNodeParams params = {};
    // expect: hip/graph/conditional-member
    params.conditional.size = 1;
    // expect: hip/graph/conditional-member
    outer->conditional.size = 1;
    // ok: hip/graph/conditional-member
    plan->conditional = 1;
}
