#include <hip/hip_runtime.h>

#define WHOLE(array) sizeof(array), 0

__constant__ float weights[2][16];
__device__ float result[16];

void build(hipGraph_t graph, const float* from, float* to) {
    hipGraphNode_t upload;
    hipGraphNode_t download;
    // expect: hip/graph/symbol-node
    hipGraphAddMemcpyNodeToSymbol(&upload, graph, nullptr, 0, HIP_SYMBOL(weights[1]), from, WHOLE(weights[1]),
                                   hipMemcpyHostToDevice);
    // expect: hip/graph/symbol-node
    hipGraphAddMemcpyNodeFromSymbol(&download, graph, &upload, 1, to, HIP_SYMBOL(result), WHOLE(result), hipMemcpyDeviceToHost);
    // expect: hip/graph/symbol-node
    hipGraphMemcpyNodeSetParamsToSymbol(upload, HIP_SYMBOL(weights), from, WHOLE(weights), hipMemcpyHostToDevice);
    // ok: hip/graph/symbol-node
    hipGraphAddMemcpyNode1D(&download, graph, &upload, 1, to, from, sizeof(result), hipMemcpyDefault);
}
