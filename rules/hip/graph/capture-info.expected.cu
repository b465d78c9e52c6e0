#include <hip/hip_runtime.h>

void inspect(hipStream_t stream) {
    hipStreamCaptureStatus status;
    unsigned long long id;
    hipGraph_t graph;
    const hipGraphNode_t* nodes;
    const hipGraphEdgeData* edges;
    size_t count;
    // expect: hip/graph/capture-info
    hipStreamGetCaptureInfo_v2(stream, &status);
    // expect: hip/graph/capture-info
    hipStreamGetCaptureInfo(stream, &status, &id);
    // expect: hip/graph/capture-info
    hipStreamGetCaptureInfo_v2(stream, &status, &id, &graph);
    // expect: hip/graph/capture-info
    hipStreamGetCaptureInfo_v2(stream, &status, &id, &graph, &nodes, &count);
    // ok: hip/graph/capture-info
    hipStreamGetCaptureInfo(stream, &status, &id, &graph, &nodes, &edges, &count);
}
