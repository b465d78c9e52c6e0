#include <cuda_runtime.h>

template <class A, class B>
size_t count_of(A, B b) { return b; }

void connect(cudaGraph_t graph, const cudaGraphNode_t* from, const cudaGraphNode_t* to, size_t n, cudaStream_t stream) {
    // expect: hip/graph/edge-data
    cudaGraphAddDependencies(graph, from, to, nullptr, n);
    // expect: hip/graph/edge-data
    cudaGraphRemoveDependencies(graph, from, to, NULL, count_of<int, size_t>(1, n));
    size_t count = 0;
    // expect: hip/graph/edge-data
    cudaGraphGetEdges(graph, nullptr, nullptr, nullptr, &count);
    cudaGraphNode_t nodes[8];
    // expect: hip/graph/edge-data
    cudaGraphNodeGetDependencies(from[0], nodes, /* edges */ nullptr, &count);
    // expect: hip/graph/edge-data
    cudaStreamUpdateCaptureDependencies(stream, nodes, nullptr, 1, cudaStreamAddCaptureDependencies);
    cudaGraphEdgeData edges[8] = {};
    // ok: hip/graph/edge-data
    cudaGraphAddDependencies(graph, from, to, edges, n);
}
