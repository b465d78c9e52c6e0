#include <cuda_runtime.h>

#define WHOLE(array) sizeof(array), 0

__constant__ float weights[2][16];
__device__ float result[16];

void build(cudaGraph_t graph, const float* from, float* to) {
    cudaGraphNode_t upload;
    cudaGraphNode_t download;
    // expect: hip/graph/symbol-node
    cudaGraphAddMemcpyNodeToSymbol(&upload, graph, nullptr, 0, weights[1], from, WHOLE(weights[1]),
                                   cudaMemcpyHostToDevice);
    // expect: hip/graph/symbol-node
    cudaGraphAddMemcpyNodeFromSymbol(&download, graph, &upload, 1, to, result, WHOLE(result), cudaMemcpyDeviceToHost);
    // expect: hip/graph/symbol-node
    cudaGraphMemcpyNodeSetParamsToSymbol(upload, weights, from, WHOLE(weights), cudaMemcpyHostToDevice);
    // ok: hip/graph/symbol-node
    cudaGraphAddMemcpyNode1D(&download, graph, &upload, 1, to, from, sizeof(result), cudaMemcpyDefault);
}
