#include <hip/hip_runtime.h>

void add(hipGraphNode_t* node, hipGraph_t graph, void* memory, void* kernel, void** arguments) {
  // expect: hip/signature/member-order
  hipMemsetParams fill = {memory, 0, 255, 1, 64, 1};
  // expect: hip/signature/member-order
  hipKernelNodeParams launch{kernel, dim3(1), dim3(64), 0, arguments, nullptr};
  // expect: hip/signature/member-order
  auto window = hipAccessPolicyWindow{memory, 64, 1.0f};
  // ok: hip/signature/member-order
  hipMemsetParams zero = {};
  // ok: hip/signature/member-order
  hipKernelNodeParams none = {0};
  // ok: hip/signature/member-order
  hipMemsetParams named = {.dst = memory, .value = 3};
  hipGraphAddMemsetNode(node, graph, nullptr, 0, &fill);
}
