#include <hip/hip_runtime.h>

#define CHECK(call) if ((call) != hipSuccess) return 1

template <class A, class B>
B second(A, B b) { return b; }

int instantiate(hipGraph_t graph, unsigned long long flags) {
    hipGraphExec_t exec;
    // expect: hip/graph/instantiate
    CHECK(hipGraphInstantiateWithFlags(&exec, graph, 0));
    // expect: hip/graph/instantiate
    CHECK(hipGraphInstantiateWithFlags(&exec, second<int, hipGraph_t>(0, graph),
                               flags));  // CUDA 12
    // expect: hip/graph/instantiate
    CHECK(hipGraphInstantiateWithFlags(&exec, graph, 0));
    hipGraphNode_t node;
    char log[256];
    // expect: hip/graph/instantiate
    CHECK(hipGraphInstantiate(&exec, graph, &node, log, sizeof(log)));
    // ok: hip/graph/instantiate
    CHECK(hipGraphInstantiateWithFlags(&exec, graph, flags));
    return 0;
}
