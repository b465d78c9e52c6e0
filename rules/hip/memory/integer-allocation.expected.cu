#include <hip/hip_runtime.h>

#include <vector>

struct Block {
  // expect: hip/memory/integer-allocation
  hipMemGenericAllocationHandle_t handle = 0;
  bool valid() const { return handle > 0; }
};

// ok: hip/memory/integer-allocation
void drop(hipMemGenericAllocationHandle_t handle) {
  if (handle != 0) hipMemRelease(handle);
}
