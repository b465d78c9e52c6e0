#include <cuda.h>

// expect: ascend/memory/driver-type
void copy(const CUdeviceptr from, float* to, size_t bytes) {
  // expect: ascend/memory/driver-type
  CUdeviceptr first, second = 0;
  cuMemAlloc(&first, bytes);
  cuMemcpyDtoH(to, from, bytes);
  cuMemFree(first);
}

// ok: ascend/memory/driver-type
void plain(void* pointer);
