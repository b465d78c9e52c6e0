#include <cuda.h>

void move(CUdeviceptr to, CUcontext here, CUdeviceptr from, CUcontext there, size_t size, CUstream stream) {
  // expect: hip/driver/peer-copy
  cuMemcpyPeer(to, here, from, there, size);
  // expect: hip/driver/peer-copy
  cuMemcpyPeerAsync(to, here, from, there, size, stream);
  // ok: hip/driver/peer-copy
  cuMemcpyDtoD(to, from, size);
}
