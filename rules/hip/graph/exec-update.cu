#include <cuda_runtime.h>

bool update(cudaGraphExec_t exec, cudaGraph_t graph) {
#if CUDART_VERSION >= 12000
    cudaGraphExecUpdateResultInfo info;
    // expect: hip/graph/exec-update
    return cudaGraphExecUpdate(exec, graph, &info) == cudaSuccess;
#else
    cudaGraphNode_t node;
    cudaGraphExecUpdateResult result;
    // expect: hip/graph/exec-update
    return cudaGraphExecUpdate(exec, graph, &node, &result) == cudaSuccess;
#endif
}

struct Exec {
    bool cudaGraphExecUpdate(int graph, int version);
};

bool update(Exec& exec) {
    // ok: hip/graph/exec-update
    return exec.cudaGraphExecUpdate(1, 2);
}
