#include <cuda.h>

#include <vector>

struct Block {
  // expect: hip/memory/integer-allocation
  CUmemGenericAllocationHandle handle = 0;
  bool valid() const { return handle > 0; }
};

// ok: hip/memory/integer-allocation
void drop(CUmemGenericAllocationHandle handle) {
  if (handle != 0) cuMemRelease(handle);
}
