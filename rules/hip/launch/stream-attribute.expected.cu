#include <hip/hip_runtime.h>

void hint(hipStream_t stream, hipGraphNode_t node, void* data, size_t bytes) {
    hipLaunchAttributeValue value = {};
    value.accessPolicyWindow.base_ptr = data;
    value.accessPolicyWindow.num_bytes = bytes;
    value.accessPolicyWindow.hitRatio = 0.6f;
    // expect: hip/launch/stream-attribute
    hipStreamSetAttribute(stream, hipLaunchAttributeAccessPolicyWindow, &value);
    // expect: hip/launch/stream-attribute
    hipGraphKernelNodeSetAttribute(node, hipKernelNodeAttributeAccessPolicyWindow, &value);
    hipLaunchAttributeValue policy = {};
    policy.syncPolicy = hipSyncPolicyYield;
    // ok: hip/launch/stream-attribute
    hipStreamSetAttribute(stream, hipLaunchAttributeSynchronizationPolicy, &policy);
}
