#include <cuda_runtime.h>

#define CHECK(call) if ((call) != cudaSuccess) return 1

template <class A, class B>
B second(A, B b) { return b; }

int instantiate(cudaGraph_t graph, unsigned long long flags) {
    cudaGraphExec_t exec;
    // expect: hip/graph/instantiate
    CHECK(cudaGraphInstantiate(&exec, graph, 0));
    // expect: hip/graph/instantiate
    CHECK(cudaGraphInstantiate(&exec, second<int, cudaGraph_t>(0, graph),
                               flags));  // CUDA 12
    // expect: hip/graph/instantiate
    CHECK(cudaGraphInstantiate(&exec, graph));
    cudaGraphNode_t node;
    char log[256];
    // expect: hip/graph/instantiate
    CHECK(cudaGraphInstantiate(&exec, graph, &node, log, sizeof(log)));
    // ok: hip/graph/instantiate
    CHECK(cudaGraphInstantiateWithFlags(&exec, graph, flags));
    return 0;
}
