#include <cuda_runtime.h>
int main() {
  // expect: ascend/host/properties
  cudaDeviceProp properties;
  // expect: ascend/host/properties
  cudaGetDeviceProperties(&properties, 0);
  // expect: ascend/host/properties
  if (!properties.managedMemory) return 1;
  // ok: ascend/host/properties
  return properties.multiProcessorCount;
}
