#include <cuda_runtime.h>

void connect(cudaGraph_t graph, const cudaGraphNode_t* from, const cudaGraphNode_t* to, size_t n) {
    cudaGraphEdgeData edges[8] = {};
    // expect: hip/graph/edge-data-used
    cudaGraphAddDependencies(graph, from, to, edges, n);
    cudaGraphNode_t nodes[8];
    // expect: hip/graph/edge-data-used
    cudaGraphNodeGetDependentNodes(from[0], nodes, &edges[0], &n);
    // ok: hip/graph/edge-data-used
    cudaGraphAddDependencies(graph, from, to, nullptr, n);
}
