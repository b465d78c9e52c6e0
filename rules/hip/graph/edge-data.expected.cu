#include <hip/hip_runtime.h>

template <class A, class B>
size_t count_of(A, B b) { return b; }

void connect(hipGraph_t graph, const hipGraphNode_t* from, const hipGraphNode_t* to, size_t n, hipStream_t stream) {
    // expect: hip/graph/edge-data
    hipGraphAddDependencies(graph, from, to, n);
    // expect: hip/graph/edge-data
    hipGraphRemoveDependencies(graph, from, to, count_of<int, size_t>(1, n));
    size_t count = 0;
    // expect: hip/graph/edge-data
    hipGraphGetEdges(graph, nullptr, nullptr, &count);
    hipGraphNode_t nodes[8];
    // expect: hip/graph/edge-data
    hipGraphNodeGetDependencies(from[0], nodes, /* edges */ &count);
    // expect: hip/graph/edge-data
    hipStreamUpdateCaptureDependencies(stream, nodes, 1, hipStreamAddCaptureDependencies);
    hipGraphEdgeData edges[8] = {};
    // ok: hip/graph/edge-data
    hipGraphAddDependencies(graph, from, to, edges, n);
}
