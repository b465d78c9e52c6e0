#include <cuda.h>

void add(CUgraphNode* node, CUgraph graph, CUfunction function, void** arguments) {
  // expect: hip/graph/driver-kernel-node
  CUDA_KERNEL_NODE_PARAMS launch = {0};
  launch.func = function;
  launch.gridDimX = 4;
  launch.blockDimX = 64;
  launch.kernelParams = arguments;
  cuGraphAddKernelNode(node, graph, nullptr, 0, &launch);
}

// ok: hip/graph/driver-kernel-node
void rename(CUDA_KERNEL_NODE_PARAMS* launch, CUfunction function) { launch->func = function; }
