#include <hip/hip_runtime.h>

void prepare(hipGraphExec_t* on_device, hipGraphExec_t* on_host, hipGraph_t graph) {
    // expect: hip/graph/device-launch
    hipGraphInstantiateWithFlags(on_device, graph, hipGraphInstantiateFlagDeviceLaunch);
    // ok: hip/graph/device-launch
    hipGraphInstantiateWithFlags(on_host, graph, hipGraphInstantiateFlagAutoFreeOnLaunch);
}
