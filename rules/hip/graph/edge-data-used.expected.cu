#include <hip/hip_runtime.h>

void connect(hipGraph_t graph, const hipGraphNode_t* from, const hipGraphNode_t* to, size_t n) {
    hipGraphEdgeData edges[8] = {};
    // expect: hip/graph/edge-data-used
    hipGraphAddDependencies(graph, from, to, edges, n);
    hipGraphNode_t nodes[8];
    // expect: hip/graph/edge-data-used
    hipGraphNodeGetDependentNodes(from[0], nodes, &edges[0], &n);
    // ok: hip/graph/edge-data-used
    hipGraphAddDependencies(graph, from, to, n);
}
