#include <cuda.h>
void test(void* host, const void* source, size_t bytes, CUdeviceptr memory, CUdeviceptr other, CUstream stream) {
  // expect: ascend/memory/driver-copy
  cuMemcpyHtoD(memory, source, bytes);
  // expect: ascend/memory/driver-copy
  cuMemcpyDtoHAsync(host, memory, bytes, stream);
  // expect: ascend/memory/driver-copy
  cuMemcpyDtoD(other, memory, bytes);
  // ok: ascend/memory/driver-copy
  cuMemcpy(other, memory, bytes);
}
