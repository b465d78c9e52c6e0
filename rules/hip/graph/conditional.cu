#include <cuda_runtime.h>

__global__ void decide(cudaGraphConditionalHandle handle, const float* error) {
    // expect: hip/graph/conditional
    cudaGraphSetConditional(handle, *error > 1e-6f ? 1 : 0);
}

void build(cudaGraph_t graph, cudaGraphNode_t* node, const cudaKernelNodeParams* params) {
    cudaGraphConditionalHandle handle;
    // expect: hip/graph/conditional
    cudaGraphConditionalHandleCreate(&handle, graph, 1, cudaGraphCondAssignDefault);
    // ok: hip/graph/conditional
    cudaGraphAddKernelNode(node, graph, nullptr, 0, params);
}
