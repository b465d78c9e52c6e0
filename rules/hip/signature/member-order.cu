#include <cuda.h>
#include <cuda_runtime.h>

void add(cudaGraphNode_t* node, cudaGraph_t graph, void* memory, void* kernel, void** arguments) {
  // expect: hip/signature/member-order
  cudaMemsetParams fill = {memory, 0, 255, 1, 64, 1};
  // expect: hip/signature/member-order
  cudaKernelNodeParams launch{kernel, dim3(1), dim3(64), 0, arguments, nullptr};
  // expect: hip/signature/member-order
  auto window = cudaAccessPolicyWindow{memory, 64, 1.0f};
  // ok: hip/signature/member-order
  cudaMemsetParams zero = {};
  // ok: hip/signature/member-order
  cudaKernelNodeParams none = {0};
  // ok: hip/signature/member-order
  cudaMemsetParams named = {.dst = memory, .value = 3};
  cudaGraphAddMemsetNode(node, graph, nullptr, 0, &fill);
}
