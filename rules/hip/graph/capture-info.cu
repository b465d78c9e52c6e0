#include <cuda_runtime.h>

void inspect(cudaStream_t stream) {
    cudaStreamCaptureStatus status;
    unsigned long long id;
    cudaGraph_t graph;
    const cudaGraphNode_t* nodes;
    const cudaGraphEdgeData* edges;
    size_t count;
    // expect: hip/graph/capture-info
    cudaStreamGetCaptureInfo(stream, &status);
    // expect: hip/graph/capture-info
    cudaStreamGetCaptureInfo(stream, &status, &id);
    // expect: hip/graph/capture-info
    cudaStreamGetCaptureInfo(stream, &status, &id, &graph);
    // expect: hip/graph/capture-info
    cudaStreamGetCaptureInfo(stream, &status, &id, &graph, &nodes, nullptr, &count);
    // ok: hip/graph/capture-info
    cudaStreamGetCaptureInfo(stream, &status, &id, &graph, &nodes, &edges, &count);
}
