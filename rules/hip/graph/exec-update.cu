#include <cuda_runtime.h>

#if CUDART_VERSION >= 12000
bool update(cudaGraphExec_t exec, cudaGraph_t graph) {
    cudaGraphExecUpdateResultInfo info;
    // expect: hip/graph/exec-update
    return cudaGraphExecUpdate(exec, graph, &info) == cudaSuccess;
}
#endif

#if CUDART_VERSION < 12000
bool update(cudaGraphExec_t exec, cudaGraph_t graph) {
    cudaGraphNode_t node;
    cudaGraphExecUpdateResult result;
    // expect: hip/graph/exec-update
    return cudaGraphExecUpdate(exec, graph, &node, &result) == cudaSuccess;
}
#endif

struct Exec {
    bool cudaGraphExecUpdate(int graph, int version);
};

bool update(Exec& exec) {
    // ok: hip/graph/exec-update
    return exec.cudaGraphExecUpdate(1, 2);
}
