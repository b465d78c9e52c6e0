#include <hip/hip_runtime.h>

#if CUDART_VERSION >= 12000
bool update(hipGraphExec_t exec, hipGraph_t graph) {
    cudaGraphExecUpdateResultInfo info;
    // expect: hip/graph/exec-update
    return hipGraphExecUpdate(exec, graph, &info) == hipSuccess;
}
#endif

#if CUDART_VERSION < 12000
bool update(hipGraphExec_t exec, hipGraph_t graph) {
    hipGraphNode_t node;
    hipGraphExecUpdateResult result;
    // expect: hip/graph/exec-update
    return hipGraphExecUpdate(exec, graph, &node, &result) == hipSuccess;
}
#endif

struct Exec {
    bool cudaGraphExecUpdate(int graph, int version);
};

bool update(Exec& exec) {
    // ok: hip/graph/exec-update
    return exec.cudaGraphExecUpdate(1, 2);
}
