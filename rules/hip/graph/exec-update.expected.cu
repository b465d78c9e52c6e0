#include <hip/hip_runtime.h>

bool update(hipGraphExec_t exec, hipGraph_t graph) {
#if CUDART_VERSION >= 12000
    cudaGraphExecUpdateResultInfo info;
    // expect: hip/graph/exec-update
    return hipGraphExecUpdate(exec, graph, &info) == hipSuccess;
#else
    hipGraphNode_t node;
    hipGraphExecUpdateResult result;
    // expect: hip/graph/exec-update
    return hipGraphExecUpdate(exec, graph, &node, &result) == hipSuccess;
#endif
}

struct Exec {
    bool cudaGraphExecUpdate(int graph, int version);
};

bool update(Exec& exec) {
    // ok: hip/graph/exec-update
    return exec.cudaGraphExecUpdate(1, 2);
}
