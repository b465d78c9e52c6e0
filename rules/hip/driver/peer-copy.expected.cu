#include <hip/hip_runtime.h>

void move(hipDeviceptr_t to, hipCtx_t here, hipDeviceptr_t from, hipCtx_t there, size_t size, hipStream_t stream) {
  // expect: hip/driver/peer-copy
  hipMemcpy(to, from, size, hipMemcpyDefault);
  // expect: hip/driver/peer-copy
  hipMemcpyAsync(to, from, size, hipMemcpyDefault, stream);
  // ok: hip/driver/peer-copy
  hipMemcpyDtoD(to, from, size);
}
