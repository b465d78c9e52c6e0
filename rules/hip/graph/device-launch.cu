#include <cuda_runtime.h>

void prepare(cudaGraphExec_t* on_device, cudaGraphExec_t* on_host, cudaGraph_t graph) {
    // expect: hip/graph/device-launch
    cudaGraphInstantiate(on_device, graph, cudaGraphInstantiateFlagDeviceLaunch);
    // ok: hip/graph/device-launch
    cudaGraphInstantiate(on_host, graph, cudaGraphInstantiateFlagAutoFreeOnLaunch);
}
