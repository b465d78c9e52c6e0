#include <cuda_runtime.h>

void hint(cudaStream_t stream, cudaGraphNode_t node, void* data, size_t bytes) {
    cudaLaunchAttributeValue value = {};
    value.accessPolicyWindow.base_ptr = data;
    value.accessPolicyWindow.num_bytes = bytes;
    value.accessPolicyWindow.hitRatio = 0.6f;
    // expect: hip/launch/stream-attribute
    cudaStreamSetAttribute(stream, cudaStreamAttributeAccessPolicyWindow, &value);
    // expect: hip/launch/stream-attribute
    cudaGraphKernelNodeSetAttribute(node, cudaKernelNodeAttributeAccessPolicyWindow, &value);
    cudaLaunchAttributeValue policy = {};
    policy.syncPolicy = cudaSyncPolicyYield;
    // ok: hip/launch/stream-attribute
    cudaStreamSetAttribute(stream, cudaStreamAttributeSynchronizationPolicy, &policy);
}
