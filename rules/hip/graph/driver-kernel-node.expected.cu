#include <hip/hip_runtime.h>

void add(hipGraphNode_t* node, hipGraph_t graph, hipFunction_t function, void** arguments) {
  // expect: hip/graph/driver-kernel-node
  hipKernelNodeParams launch = {0};
  launch.func = function;
  launch.gridDimX = 4;
  launch.blockDimX = 64;
  launch.kernelParams = arguments;
  hipGraphAddKernelNode(node, graph, nullptr, 0, &launch);
}

// ok: hip/graph/driver-kernel-node
void rename(hipKernelNodeParams* launch, hipFunction_t function) { launch->func = function; }
